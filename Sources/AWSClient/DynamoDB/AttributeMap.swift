/// Attributes by name: an item, a key, or a map inside one.
///
/// Names are kept apart and ordered by their UTF-8 bytes, as DynamoDB does, where Swift takes two spellings of "é" for one.
public struct AttributeMap: Hashable, Sendable {
  /// A name with its value.
  public struct Member: Sendable {
    /// The name.
    public let name: String
    /// The value.
    public var value: AttributeValue

    /// Makes a member.
    public init(name: String, value: AttributeValue) {
      self.name = name
      self.value = value
    }
  }

  /// The members, ordered by the names' bytes, each name once.
  public private(set) var members: [Member]

  /// No attributes.
  public init() { members = [] }

  /// Attributes in any order; a name that comes twice keeps its last value.
  public init(_ members: some Sequence<(String, AttributeValue)>) {
    self.init(unordered: members.map { Member(name: $0.0, value: $0.1) })
  }

  /// Attributes in any order; a name that comes twice keeps its last value. Costs one pass where they are in order already.
  public init(unordered: [Member]) {
    members = unordered
    let isOrdered = zip(members, members.dropFirst()).allSatisfy { Self.precedes($0.name, $1.name) }
    if !isOrdered { order() }
  }

  /// The number of attributes.
  public var count: Int { members.count }
  /// Whether there is none.
  public var isEmpty: Bool { members.isEmpty }
  /// The bytes that DynamoDB counts for an item of these attributes, towards its 400 KB.
  public var itemSize: Int { members.reduce(0) { $0 + $1.name.utf8.count + $1.value.size } }

  /// The value of a name; setting `nil` removes it.
  public subscript(name: String) -> AttributeValue? {
    get {
      let index = position(of: name)
      return isThere(name, at: index) ? members[index].value : nil
    }
    set {
      let index = position(of: name)
      switch (newValue, isThere(name, at: index)) {
      case (let value?, true): members[index].value = value
      case (let value?, false): members.insert(Member(name: name, value: value), at: index)
      case (nil, true): members.remove(at: index)
      case (nil, false): break
      }
    }
  }

  // MARK: Order

  private func isThere(_ name: String, at index: Int) -> Bool { index < members.count && Self.isSame(members[index].name, name) }

  private func position(of name: String) -> Int {
    var low = 0
    var high = members.count
    while low < high {
      let middle = (low + high) / 2
      if Self.precedes(members[middle].name, name) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private mutating func order() {
    // Sorting keeps the order of equal names, so the last of them wins.
    members.sort { Self.precedes($0.name, $1.name) }
    var ordered: [Member] = []
    ordered.reserveCapacity(members.count)
    for member in members {
      if let last = ordered.last, Self.isSame(last.name, member.name) { ordered.removeLast() }
      ordered.append(member)
    }
    members = ordered
  }

  private static func precedes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }
  private static func isSame(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
}

extension AttributeMap.Member: Hashable {
  /// Names are equal when their bytes are.
  public static func == (left: Self, right: Self) -> Bool { left.name.utf8.elementsEqual(right.name.utf8) && left.value == right.value }
  /// By the name's bytes and the value.
  public func hash(into hasher: inout Hasher) {
    for byte in name.utf8 { hasher.combine(byte) }
    hasher.combine(value)
  }
}

extension AttributeMap: ExpressibleByDictionaryLiteral {
  /// Attributes; a name that comes twice keeps its last value.
  public init(dictionaryLiteral elements: (String, AttributeValue)...) { self.init(elements) }
}

extension AttributeMap {
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      for member in members {
        writer.name(member.name)
        member.value.write(to: &writer)
      }
    }
  }

  init(from reader: inout JSONReader) throws(JSONReader.Fault) {
    var members: [Member] = []
    try reader.object { (reader, name) throws(JSONReader.Fault) in
      members.append(Member(name: name, value: try AttributeValue(from: &reader)))
    }
    self.init(unordered: members)
  }
}

/// A JSON object: names and values, kept in the order of the names' UTF-8 bytes.
///
/// One order for all means that equal objects have equal bytes in every store, and that a content-derived token does not depend on who wrote
/// the object.
public struct JSONObject: Hashable, Sendable {
  /// A name with its value.
  public struct Member: Hashable, Sendable {
    /// The name.
    public let name: String
    /// The value.
    public var value: JSONValue

    /// Makes a member.
    public init(name: String, value: JSONValue) {
      self.name = name
      self.value = value
    }

    /// By the name's UTF-8 bytes and the value.
    public static func == (left: Member, right: Member) -> Bool {
      left.name.hasSameBytes(as: right.name) && left.value == right.value
    }
  }

  /// The members, ordered by the names' UTF-8 bytes, each name once.
  public private(set) var members: [Member]

  /// An empty object.
  public init() { members = [] }

  /// An object of these members; a name that comes twice keeps its last value.
  public init(_ members: some Sequence<(String, JSONValue)>) {
    self.init(unordered: members.map { Member(name: $0.0, value: $0.1) })
  }

  /// An object of members in any order; a name that comes twice keeps its last value.
  package init(unordered: [Member]) {
    members = unordered
    if !Self.isOrdered(members) { order() }
  }

  /// The number of members.
  public var count: Int { members.count }
  /// Whether there is no member.
  public var isEmpty: Bool { members.isEmpty }

  /// The value of a name; setting `nil` removes the member.
  public subscript(name: String) -> JSONValue? {
    get {
      let index = position(of: name)
      return index < members.count && members[index].name.hasSameBytes(as: name) ? members[index].value : nil
    }
    set {
      let index = position(of: name)
      let isThere = index < members.count && members[index].name.hasSameBytes(as: name)
      switch (newValue, isThere) {
      case (let value?, true): members[index].value = value
      case (let value?, false): members.insert(Member(name: name, value: value), at: index)
      case (nil, true): members.remove(at: index)
      case (nil, false): break
      }
    }
  }

  /// The object with each value replaced; names stay.
  package mutating func mapValues(_ transform: (String, JSONValue) -> JSONValue) {
    for index in members.indices {
      members[index].value = transform(members[index].name, members[index].value)
    }
  }

  /// About how many bytes the object has as JSON, escapes left out of account.
  package var approximateSize: Int { members.reduce(2) { $0 + $1.name.utf8.count + 4 + $1.value.approximateSize } }

  private func position(of name: String) -> Int {
    var low = 0
    var high = members.count
    while low < high {
      let middle = (low + high) / 2
      if members[middle].name.precedesByBytes(name) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private mutating func order() {
    let indexed = members.enumerated().sorted { left, right in
      if left.element.name.precedesByBytes(right.element.name) { return true }
      if right.element.name.precedesByBytes(left.element.name) { return false }
      return left.offset < right.offset
    }
    var ordered: [Member] = []
    ordered.reserveCapacity(members.count)
    for (_, member) in indexed {
      if let last = ordered.last, last.name.hasSameBytes(as: member.name) { ordered.removeLast() }
      ordered.append(member)
    }
    members = ordered
  }

  private static func isOrdered(_ members: [Member]) -> Bool {
    var index = 1
    while index < members.count {
      guard members[index - 1].name.precedesByBytes(members[index].name) else { return false }
      index += 1
    }
    return true
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// An object; a name that comes twice keeps its last value.
  public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}

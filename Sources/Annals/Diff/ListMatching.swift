/// Which element of a list after is which of the list before.
///
/// Elements are told apart by a member that names them (`id`, `key`, `name`, …) where all have one and no two the same, else by their content; what
/// is left between two elements that stayed is matched in order. Of those matched, the longest run in the same order stays, and the others moved.
struct ListMatching {
  struct Match {
    /// The element's place before.
    let index: Int
    /// Whether it changed places with elements that stayed.
    let isMoved: Bool
  }

  /// Members by which elements are known.
  private static let names = ["id", "_id", "uuid", "key", "name"]
  /// Elements that move at most; where there are more, the list was put together anew.
  private static let moveLimit = 500

  /// Of each element after, which it was before; `nil` for one that was added.
  private(set) var matches: [Match?]
  private var kept: Set<Int>

  /// Whether the element before is in the list after.
  func isKept(_ index: Int) -> Bool { kept.contains(index) }

  init(_ before: [JSONValue], _ after: [JSONValue]) {
    let name = Self.names.first { Self.isKnown(by: $0, before) && Self.isKnown(by: $0, after) }
    func identity(_ value: JSONValue) -> JSONValue { name.flatMap { value.object?[$0] } ?? value }

    matches = Array(repeating: nil, count: after.count)
    kept = []
    // Equal elements are matched in order: the first of them stay, and what is more or less of them is at the end.
    var places: [JSONValue: [Int]] = [:]
    for (place, value) in after.enumerated().reversed() { places[identity(value), default: []].append(place) }
    var pairs: [(index: Int, place: Int)] = []
    for (index, value) in before.enumerated() {
      guard let place = places[identity(value)]?.popLast() else { continue }
      pairs.append((index, place))
    }
    let staying = Self.longestRise(pairs.map(\.place))
    let hasFewMoves = pairs.count - staying.count <= Self.moveLimit
    for (position, pair) in pairs.enumerated() where hasFewMoves || staying.contains(position) {
      matches[pair.place] = Match(index: pair.index, isMoved: !staying.contains(position))
      kept.insert(pair.index)
    }
    if name == nil { matchGaps(before, after) }
  }

  private static func isKnown(by name: String, _ list: [JSONValue]) -> Bool {
    var seen: Set<JSONValue> = []
    return list.allSatisfy { element in
      switch element.object?[name] {
      case .string(let text)?: seen.insert(.string(text)).inserted
      case .number(let number)?: seen.insert(.number(number)).inserted
      default: false
      }
    }
  }

  /// Matches, between elements that stayed, what is of one kind and in the same order: an element that was changed.
  private mutating func matchGaps(_ before: [JSONValue], _ after: [JSONValue]) {
    let moved = Set(matches.compactMap { $0?.isMoved == true ? $0?.index : nil })
    var index = 0
    for place in after.indices {
      if let match = matches[place] {
        if !match.isMoved { index = match.index + 1 }
        continue
      }
      while moved.contains(index) { index += 1 }
      guard index < before.count, !kept.contains(index), before[index].kind == after[place].kind else { continue }
      matches[place] = Match(index: index, isMoved: false)
      kept.insert(index)
      index += 1
    }
  }

  /// The positions of a longest rising run. Source: Fredman, "On computing the length of longest increasing subsequences" (1975).
  static func longestRise(_ numbers: [Int]) -> Set<Int> {
    /// The position of the least number that ends a run of each length, and what comes before each.
    var ends: [Int] = []
    var previous = [Int?](repeating: nil, count: numbers.count)
    for (position, number) in numbers.enumerated() {
      var (low, high) = (0, ends.count)
      while low < high {
        let middle = (low + high) / 2
        if numbers[ends[middle]] < number { low = middle + 1 } else { high = middle }
      }
      previous[position] = low > 0 ? ends[low - 1] : nil
      if low == ends.count { ends.append(position) } else { ends[low] = position }
    }
    var run: Set<Int> = []
    var position = ends.last
    while let place = position {
      run.insert(place)
      position = previous[place]
    }
    return run
  }
}

/// The shortest way from one list to another by removing and adding elements.
///
/// Source: Myers, "An O(ND) Difference Algorithm and Its Variations" (1986).
enum EditScript {
  /// What is done with an element, by its place in the list before, or of one that is added in the list after.
  enum Step: Hashable {
    case keep(Int)
    case remove(Int)
    case add(Int)

    /// The same step in lists that have so many elements before these.
    fileprivate func moved(by count: Int) -> Step {
      switch self {
      case .keep(let place): .keep(place + count)
      case .remove(let place): .remove(place + count)
      case .add(let place): .add(place + count)
      }
    }
  }

  /// The steps in order; `nil` where more than `limit` elements would have to be removed or added. Takes time and room of its square at most.
  static func steps<Element: Hashable>(_ before: [Element], _ after: [Element], limit: Int) -> [Step]? {
    let start = zip(before, after).prefix { $0 == $1 }.count
    let end = zip(before[start...].reversed(), after[start...].reversed()).prefix { $0 == $1 }.count
    let (left, right) = (Array(before[start..<(before.count - end)]), Array(after[start..<(after.count - end)]))
    guard let middle = Path(left, right, limit: limit)?.steps else { return nil }
    return (0..<start).map(Step.keep) + middle.map { $0.moved(by: start) } + ((before.count - end)..<before.count).map(Step.keep)
  }

  /// The way through the grid whose diagonals are equal elements.
  private struct Path<Element: Hashable> {
    /// How far each diagonal was reached before each round, from that of `-round - 1` on.
    private var rounds: [[Int]] = []
    private let left: [Element]
    private let right: [Element]

    init?(_ left: [Element], _ right: [Element], limit: Int) {
      self.left = left
      self.right = right
      let middle = limit + 1
      var reached = [Int](repeating: 0, count: 2 * middle + 1)
      for round in 0...limit {
        rounds.append(Array(reached[(middle - round - 1)...(middle + round + 1)]))
        for diagonal in stride(from: -round, through: round, by: 2) {
          let former = formerDiagonal(of: diagonal, in: round)
          var place = reached[middle + former] + (former < diagonal ? 1 : 0)
          while place < left.count, place - diagonal < right.count, left[place] == right[place - diagonal] { place += 1 }
          reached[middle + diagonal] = place
          if place >= left.count, place - diagonal >= right.count { return }
        }
      }
      return nil
    }

    /// The diagonal from which this one is reached in a round: from the one above by adding, from the one below by removing.
    private func formerDiagonal(of diagonal: Int, in round: Int) -> Int {
      let row = rounds[round]
      let middle = round + 1
      let adds = diagonal == -round || (diagonal != round && row[middle + diagonal - 1] < row[middle + diagonal + 1])
      return adds ? diagonal + 1 : diagonal - 1
    }

    /// The steps, found backwards from the end.
    var steps: [Step] {
      var steps: [Step] = []
      var (place, other) = (left.count, right.count)
      for round in rounds.indices.reversed() {
        let former = formerDiagonal(of: place - other, in: round)
        let formerPlace = round == 0 ? 0 : rounds[round][round + 1 + former]
        let formerOther = round == 0 ? 0 : formerPlace - former
        while place > formerPlace, other > formerOther {
          (place, other) = (place - 1, other - 1)
          steps.append(.keep(place))
        }
        guard round > 0 else { break }
        steps.append(place == formerPlace ? .add(formerOther) : .remove(formerPlace))
        (place, other) = (formerPlace, formerOther)
      }
      return steps.reversed()
    }
  }
}

import Synchronization

/// A number that tasks add to.
final class Tally: Sendable {
  private let sum = Atomic<Int>(0)

  var value: Int { sum.load(ordering: .relaxed) }

  func add(_ number: Int) { sum.add(number, ordering: .relaxed) }
}

import AnnalsTestSupport
import Foundation
import Synchronization

/// Ends this process with SIGKILL at a call that is chosen by its number, so that nothing of it can tidy up.
final class KillSwitch: Sendable {
  /// When in the call.
  private enum Moment: String, CaseIterable {
    case before
    case during
    case after
  }

  private let number: Int
  private let moment: Moment
  /// How much of a write is done when it ends during the write, from 0 to 1.
  private let part: Double
  private let count = Atomic<Int>(0)

  /// A switch for the call with this number, counted from 1; `nil` for none.
  init(at number: Int?, seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    self.number = number ?? 0
    moment = Moment.allCases.randomElement(using: &random) ?? .before
    part = Double.random(in: 0...1, using: &random)
  }

  /// Makes a call, or ends the process at it. `doPart` does a part of the call that can be done in part.
  func pass<Value, Failure: Error>(
    _ point: String, doPart: (Double) -> Void = { _ in }, _ call: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    guard isDue else { return try call() }
    begin(point, doPart)
    defer { end(point) }
    return try call()
  }

  /// The same for a call that waits.
  func pass<Value>(_ point: String, _ call: () async throws -> Value) async throws -> Value {
    guard isDue else { return try await call() }
    begin(point) { _ in }
    defer { end(point) }
    return try await call()
  }

  private var isDue: Bool { count.wrappingAdd(1, ordering: .relaxed).newValue == number }

  private func begin(_ point: String, _ doPart: (Double) -> Void) {
    switch moment {
    case .before: end(point)
    case .during:
      doPart(part)
      end(point)
    case .after: break
    }
  }

  /// Says where, and ends.
  private func end(_ point: String) {
    Output.write("!\(moment) \(point)")
    kill(getpid(), SIGKILL)
    while true { pause() }
  }
}

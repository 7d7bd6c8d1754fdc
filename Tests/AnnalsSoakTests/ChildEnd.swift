import Foundation

/// How a child ends: at a moment from outside, or before that at a call that it counts itself.
struct ChildEnd: Sendable {
  /// When it is ended from outside.
  let moment: Duration
  /// Whether it is asked to stop, and not killed.
  let isStop: Bool
  /// When it is held up, and for how long.
  let freeze: (moment: Duration, length: Duration)?
  /// The call of the journal's files at which it ends.
  let call: Int?
  /// The call of the store at which it ends.
  let append: Int?

  init(using random: inout some RandomNumberGenerator) {
    let dice = Int.random(in: 0..<100, using: &random)
    moment = .milliseconds(Int.random(in: 20...200, using: &random))
    isStop = dice >= 94
    // As many at the first calls, which open the journal and replay what is in it, as at the hundreds that follow.
    let exponent = Double.random(in: 0...3, using: &random)
    call = dice < 40 ? Int(pow(10, exponent)) : nil
    append = (40..<55).contains(dice) ? Int.random(in: 1...30, using: &random) : nil
    freeze =
      (55..<65).contains(dice)
      ? (moment * Double.random(in: 0..<1, using: &random), .milliseconds(Int.random(in: 1...50, using: &random))) : nil
  }

  /// Ends a process as planned; returns early where the task is cancelled, as when the process has ended.
  func act(on process: Int32) async {
    // A random moment is what is wanted here: there is no event to wait for.
    let clock = ContinuousClock()
    do {
      if let freeze {
        try await clock.sleep(for: freeze.moment)
        kill(process, SIGSTOP)
        try await clock.sleep(for: freeze.length)
        kill(process, SIGCONT)
        try await clock.sleep(for: moment - freeze.moment)
      } else {
        try await clock.sleep(for: moment)
      }
      kill(process, isStop ? SIGTERM : SIGKILL)
      // One that does not stop is told by how it ended.
      try await clock.sleep(for: .seconds(60))
      kill(process, SIGKILL)
    } catch {
      return
    }
  }
}

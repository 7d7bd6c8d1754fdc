/// Waits between looks at what takes long: a second first, then twice as long each time, 20 s at most.
struct PollingWait: Sendable {
  private static let longest: Duration = .seconds(20)
  private var next: Duration = .seconds(1)
  private var sentence = ""
  private var waited: Duration = .zero
  private var told: Int64 = 0

  /// Sleeps; says what for when that changed, and again each minute.
  mutating func sleep(_ sentence: String, _ clock: any Clock<Duration>, _ progress: (String) -> Void) async throws {
    if self.sentence != sentence {
      progress(sentence)
      (self.sentence, waited, told) = (sentence, .zero, 0)
    }
    let duration = next
    next = min(next * 2, Self.longest)
    try await clock.sleep(for: duration)
    waited += duration
    let minutes = waited.components.seconds / 60
    if minutes > told {
      progress("\(sentence), for \(minutes) min now")
      told = minutes
    }
  }
}

import Annals
import Logging

/// Looks for what other processes store, while anyone listens: those who listen ask it when it is time, and one look is for all of them.
actor OtherRecords {
  /// What waits, and what tells how long.
  nonisolated let clock: any Clock<Duration>
  nonisolated let elapsed: @Sendable () -> Duration
  private let store: any HistoryStore
  private let interval: Duration
  private let now: @Sendable () -> Timestamp
  private let logger: Logger
  private var reading: LiveReading
  /// When the store is asked next; `nil` where it is not.
  private var next: Duration?
  private var looking: Task<Void, Never>?
  private var isFailing = false

  /// Asks a store at an interval; never where it is zero.
  init(_ history: HistoryService, interval: Duration, clock: any Clock<Duration>, logger: Logger) {
    store = history.store
    now = history.recorder.now
    self.interval = interval
    self.clock = clock
    self.logger = logger
    elapsed = Self.stopwatch(clock)
    reading = LiveReading(from: history.recorder.now())
  }

  /// Begins to listen; returns the place that what is found lies behind. Who comes first hears of nothing from before.
  func join(isFirst: Bool) async -> Int {
    guard isFirst, interval > .zero else { return reading.end }
    reading = LiveReading(from: now(), after: reading.end)
    next = elapsed() + interval
    // A table without indexes is read by scans, which nobody asked for.
    do {
      if !(try await store.warnings()).isEmpty { next = nil }
    } catch {
      note(error)
    }
    return reading.end
  }

  /// How long until the store is to be asked; `nil` where it is not.
  func wait() -> Duration? { next.map { max(.zero, $0 - elapsed()) } }

  /// Asks the store where it is time; who comes meanwhile waits for the same answer.
  func look() async {
    if let looking { return await looking.value }
    guard let next, next <= elapsed() else { return }
    // Not a child of who asks first: others wait for it too. It ends in time, for a store bounds its calls.
    let task = Task { await self.ask() }
    looking = task
    await task.value
    looking = nil
  }

  /// Of what this process stored, what was not found in the store before.
  func take(_ records: [HistoryRecord]) -> [HistoryRecord] { reading.take(records) }

  /// What was found behind a place.
  func news(after place: Int) -> (records: [HistoryRecord], missed: Int, end: Int) { reading.news(after: place) }

  private func ask() async {
    let moment = now()
    do {
      let page = try await store.records(matching: reading.filter(at: moment), after: nil, limit: LiveReading.pageLimit)
      reading.find(page.records, at: moment)
      isFailing = false
    } catch {
      note(error)
    }
    if next != nil { next = elapsed() + interval }
  }

  /// Says once that it cannot look.
  private func note(_ error: any Error) {
    defer { isFailing = true }
    guard !isFailing else { return }
    let code = (error as? HistoryError)?.code.rawValue ?? "\(type(of: error))"
    logger.warning(
      "The store cannot be asked for what other servers record; it is tried again",
      metadata: ["annals.store": "\(store.name)", "error.code": "\(code)"])
  }

  private static func stopwatch(_ clock: some Clock<Duration>) -> @Sendable () -> Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
  }
}

import Logging

/// The work of the process that evaluates, from when it takes the lease until it loses it.
///
/// What is observed comes from two sides, the recorder's feed and the store, and counts once. An alert's document is written before it is told
/// of, and what a delivery took is written after: what a crash leaves untold is told by who goes on.
struct AlertRun: Sendable {
  let service: AlertService
  private var evaluation: StoredEvaluation
  private(set) var tracked: [AlertID: TrackedAlert] = [:]
  private var mutes: [AlertMute] = []
  /// Up to when operations were evaluated.
  private(set) var through: Timestamp
  private var reading: StoreReading
  /// What became of alerts and was not taken in yet.
  private var unapplied: [AlertChange] = []
  private var nextNotes: Duration = .zero
  /// Whether each reading goes through all that is stored.
  private let isDear: Bool

  private var configuration: AlertConfiguration { service.configuration }
  private var store: any HistoryStore { service.history.store }

  // MARK: Taking over

  /// Goes on where another was: with its alerts, and with windows that are rebuilt from stored records.
  init(_ service: AlertService, through: Timestamp?) async throws {
    self.service = service
    let (moment, time) = (service.now(), service.elapsed())
    let longest = moment.advanced(byMicroseconds: -AlertCondition.longestWindow.microseconds)
    // Who begins has no past to tell of.
    let known = min(max(through ?? service.made, longest), moment)
    self.through = known
    let rules = service.configuration.rules
    let start = known.advanced(byMicroseconds: -rules.reach.microseconds)
    evaluation = StoredEvaluation(rules, service.history.store, limits: service.configuration.limits)
    // Where a reading goes through all that is stored, it is done at the start alone, and where it is known that something was missed.
    isDear = !(try await service.history.store.warnings()).isEmpty
    reading = StoreReading(
      from: moment, interval: isDear ? nil : service.configuration.readInterval, overlap: service.configuration.overlap, at: time)
    mutes = try await AlertMutes(store).all(at: moment)
    try await evaluation.begin(at: start)
    try await adopt(from: start, at: time)
    var changes: [AlertChange] = []
    let count = try await evaluation.replay(from: start, to: moment, atOnce: isDear) { changes += $0 }
    changes += evaluation.endTakingOver()
    for change in changes where change.kind != .opened || change.alert.opened > known {
      // What was told before this process, or before there was the rule, is not told again.
      if tracked[change.alert.id] != nil || change.alert.last > known { try await apply(change) }
    }
    service.logger.info("Alerts are evaluated here", metadata: ["annals.rules": "\(rules.rules.count)", "annals.records": "\(count)"])
  }

  private mutating func adopt(from start: Timestamp, at time: Duration) async throws {
    for document in try await store.documents(beginning: StoredAlert.folder) {
      let stored: StoredAlert
      do throws(HistoryError) {
        stored = try StoredAlert(document: document)
      } catch {
        service.warn("An alert cannot be read and is left out", error)
        continue
      }
      var alert = TrackedAlert(stored, version: document.version)
      // What was over long ago is not told of any more, nor to deliveries that there were not then.
      let oldest = service.now().advanced(byMicroseconds: -configuration.patience.microseconds)
      let isUnfinished =
        stored.alert.resolved ?? .latest > oldest
        && service.couriers(of: stored.alert.rule).contains { alert.isUnfinished(for: $0.delivery.name) }
      if isUnfinished { alert.resume(at: time) } else { alert.noteToldBefore(at: time) }
      if stored.alert.state == .open, configuration.rules.named(stored.alert.rule) == nil {
        var over = stored.alert
        over.resolved = service.now()
        alert.take(over, at: time, quiet: .zero)
      }
      if alert.stored.alert.state == .open || isUnfinished || alert.due != nil { tracked[stored.alert.id] = alert }
      if stored.alert.until >= start { evaluation.adopt(stored.alert) }
    }
  }

  // MARK: A step

  /// Looks at what came, writes what changed, and hands out what is to be told. Returns how long nothing is due.
  mutating func step(_ follower: RecordFollower) async -> Duration {
    await observe(follower.take())
    await readNotes()
    await readStore()
    unapplied += evaluation.advance(to: service.now().advanced(byMicroseconds: -configuration.overlap.microseconds))
    await answerQuestions()
    await applyAll()
    takeOutcomes()
    await save()
    tell()
    drop()
    service.metrics.report(
      open: tracked.values.count { $0.stored.alert.state == .open }, forgotten: evaluation.evaluator.forgotten)
    return pause
  }

  private mutating func observe(_ batch: RecordFollower.Batch) async {
    if batch.missed > 0 {
      service.metrics.report(missed: batch.missed)
      reading.reach(back: batch.missedFrom)
    }
    guard !batch.records.isEmpty else { return }
    let observer = evaluation.evaluator.observer
    await observe(batch.records.map(observer.observation(of:)).sorted { $0.moment < $1.moment })
  }

  private mutating func observe(_ operations: [AlertObservation]) async {
    let start = ContinuousClock.now
    let now = service.now()
    var isAnswered = true
    for operation in operations where reading.isNew(operation) {
      unapplied += evaluation.observe(operation, now: now)
      if evaluation.hasQuestions, isAnswered { isAnswered = await answerQuestions() }
    }
    await applyAll()
    service.metrics.report(observed: operations.count, in: .now - start)
  }

  /// Whether the store answered what rules have to know.
  @discardableResult
  private mutating func answerQuestions() async -> Bool {
    guard evaluation.hasQuestions else { return true }
    do {
      unapplied += try await evaluation.answerQuestions()
      return true
    } catch {
      service.warn("The store could not be asked what rules have to know; it is asked again", error)
      return false
    }
  }

  /// Takes in what became of alerts. What needs a document that cannot be read now is taken in later.
  private mutating func applyAll() async {
    while let change = unapplied.first {
      do { try await apply(change) } catch {
        service.warn("An alert could not be brought up to date; it is tried again", error)
        return
      }
      unapplied.removeFirst()
    }
  }

  /// Reads which rules are muted, and what came late into the store.
  private mutating func readNotes() async {
    let (moment, time) = (service.now(), service.elapsed())
    guard nextNotes <= time else { return }
    nextNotes = time + configuration.readInterval
    do {
      reading.reach(back: try await LateNote(store).take())
      mutes = try await AlertMutes(store).all(at: moment)
      if isDear { through = moment.advanced(byMicroseconds: -configuration.overlap.microseconds) }
    } catch {
      service.warn("It could not be read which rules are muted; it is tried again", error)
    }
  }

  /// Reads what other processes recorded, and what came too fast, where it is time.
  private mutating func readStore() async {
    guard reading.isDue(at: service.elapsed()) else { return }
    let moment = service.now()
    do {
      let operations = try await StoredEvaluation.operations(in: store, from: reading.start, seenBy: evaluation.evaluator.observer)
      reading.finish(at: moment, elapsed: service.elapsed())
      await observe(operations)
      through = moment.advanced(byMicroseconds: -configuration.overlap.microseconds)
    } catch {
      reading.postpone(at: service.elapsed())
      service.warn("The store could not be asked for what others recorded; it is tried again", error)
    }
  }

  // MARK: Alerts

  private mutating func apply(_ change: AlertChange) async throws {
    let (id, time) = (change.alert.id, service.elapsed())
    if tracked[id] == nil, change.kind != .opened, let document = try await store.document(StoredAlert.name(of: id)) {
      tracked[id] = TrackedAlert(try StoredAlert(document: document), version: document.version)
      tracked[id]?.noteToldBefore(at: time)
    }
    if tracked[id] != nil {
      let quiet = configuration.rules.named(change.alert.rule)?.quiet ?? .zero
      tracked[id]?.take(change.alert, at: time, quiet: quiet)
    } else if change.alert.state == .open || change.kind == .opened {
      let names = service.couriers(of: change.alert.rule).map(\.delivery.name)
      tracked[id] = TrackedAlert(new: change.alert, for: names, at: time, gathering: configuration.gatherInterval)
    } else {
      return
    }
    service.metrics.report(change)
  }

  private mutating func takeOutcomes() {
    let (moment, time) = (service.now(), service.elapsed())
    for outcome in service.couriers.flatMap({ $0.takeOutcomes() }) {
      for (id, number) in outcome.parts { tracked[id]?.take(outcome, of: number, at: moment, elapsed: time) }
    }
  }

  /// Writes the documents of what changed.
  private mutating func save() async {
    let time = service.elapsed()
    for (id, alert) in tracked {
      guard let save = alert.save, save <= time else { continue }
      do {
        let name = try StoredAlert.name(of: id)
        if try await store.put(alert.stored.document, as: name, replacing: alert.version) {
          tracked[id]?.version += 1
          tracked[id]?.save = nil
        } else if let document = try await store.document(name) {
          // Someone acknowledged it, or another process had it in hand. It is written with that at the next step.
          tracked[id]?.merge(try StoredAlert(document: document), version: document.version)
        } else {
          tracked[id]?.version = 0
        }
      } catch {
        tracked[id]?.save = time + .seconds(1)
        service.warn("An alert could not be written; it is tried again", error)
      }
    }
  }

  /// Hands out what is due and written.
  private mutating func tell() {
    let (moment, time) = (service.now(), service.elapsed())
    let muted = Set(mutes.filter { moment < $0.until }.map(\.rule))
    var groups: [String: [TrackedAlert]] = [:]
    for (id, alert) in tracked {
      guard let due = alert.due, due <= time, alert.save == nil else { continue }
      if muted.contains(alert.stored.alert.rule) {
        // What is over before anything may be told of it is not told of.
        if alert.stored.alert.state == .resolved { tracked[id]?.noteTold(at: time) }
        continue
      }
      groups["\(alert.stored.alert.rule) \(alert.kind.rawValue)", default: []].append(alert)
      tracked[id]?.noteTold(at: time)
    }
    for group in groups.values {
      guard let first = group.first else { continue }
      for courier in service.couriers(of: first.stored.alert.rule) {
        let name = courier.delivery.name
        let waiting = group.filter { $0.isWaited(for: name) && !courier.holds($0.stored.alert.id, $0.stored.notice) }.map(\.stored)
        guard let notice = AlertNotice(waiting, first.kind, address: configuration.address) else { continue }
        courier.give(notice, Dictionary(uniqueKeysWithValues: waiting.map { ($0.alert.id, $0.notice) }))
      }
    }
  }

  /// Lets go of what is over, written and told, and tells again of what has no courier.
  private mutating func drop() {
    let time = service.elapsed()
    for (id, alert) in tracked where alert.due == nil && alert.save == nil {
      let waiting = service.couriers(of: alert.stored.alert.rule).filter { alert.isWaited(for: $0.delivery.name) }
      if waiting.isEmpty || isMuted(alert) {
        if alert.stored.alert.state == .resolved { tracked[id] = nil }
      } else if !waiting.allSatisfy({ $0.holds(id, alert.stored.notice) }) {
        tracked[id]?.due = time
      }
    }
  }

  private func isMuted(_ alert: TrackedAlert) -> Bool {
    let moment = service.now()
    return mutes.contains { $0.rule == alert.stored.alert.rule && moment < $0.until }
  }

  private var pause: Duration {
    let time = service.elapsed()
    let times = tracked.values.flatMap { alert in
      [alert.save, isMuted(alert) ? nil : alert.due].compactMap(\.self)
    }
    let next = times.min() ?? time + .seconds(3600)
    return min(max(min(next, reading.next, nextNotes) - time, .milliseconds(1)), .seconds(1))
  }

  /// Writes what deliveries took, before the process ends.
  mutating func finish() async {
    takeOutcomes()
    // Twice, for what another wrote meanwhile is taken in first.
    for _ in 0..<2 {
      for id in tracked.keys where tracked[id]?.save != nil { tracked[id]?.save = .zero }
      await save()
    }
  }
}

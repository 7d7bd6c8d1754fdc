/// An evaluation over a store: asks it what rules have to know of stored history, and reads what was stored in the order in which it happened.
struct StoredEvaluation: Sendable {
  private(set) var evaluator: AlertEvaluator
  private let store: any HistoryStore
  /// What the store has still to be asked.
  private var questions: [AlertQuestion] = []
  private static let questionLimit = 10_000
  /// How long the first part is that a long time is read in, so that what is held of it is bounded. The next is twice as long where one had few
  /// operations, for each costs questions, and half as long where it had many.
  private static let hour: Int64 = 3_600_000_000
  private static let few = 2_000
  private static let many = 20_000

  init(_ rules: AlertRules, _ store: any HistoryStore, limits: AlertLimits) {
    evaluator = AlertEvaluator(rules, limits: limits)
    self.store = store
  }

  /// Begins with operations of a moment and later.
  mutating func begin(at moment: Timestamp) async throws {
    evaluator.begin(at: moment)
    questions = evaluator.openingQuestions(before: moment)
    _ = try await answerQuestions()
    evaluator.beginListening(at: moment)
  }

  /// Takes over an alert that is known.
  mutating func adopt(_ alert: Alert) { evaluator.adopt(alert) }

  /// What came so far was observed again for the sake of what was taken over.
  mutating func endTakingOver() -> [AlertChange] { evaluator.endTakingOver() }

  /// Goes on to a moment.
  mutating func advance(to moment: Timestamp) -> [AlertChange] { changes(of: evaluator.advance(to: moment)) }

  /// Observes an operation. Where it raises questions, they are to be answered before the next one.
  mutating func observe(_ operation: AlertObservation, now: Timestamp? = nil) -> [AlertChange] {
    changes(of: evaluator.observe(operation, now: now))
  }

  private mutating func changes(of step: AlertEvaluator.Step) -> [AlertChange] {
    questions += step.questions.prefix(max(0, Self.questionLimit - questions.count))
    return step.changes
  }

  /// Whether there are questions.
  var hasQuestions: Bool { !questions.isEmpty }

  /// Asks the store what rules have to know. What it does not answer is asked again the next time.
  mutating func answerQuestions() async throws -> [AlertChange] {
    var changes: [AlertChange] = []
    var answered = 0
    defer { questions.removeFirst(answered) }
    for question in questions {
      let answers = try await question.answers(from: store, counting: evaluator.rules.rules[question.place])
      answered += 1
      changes += evaluator.take(answers, to: question)
    }
    return changes
  }

  /// Observes what is stored from a moment up to another, in the order in which it happened; `tell` is told what changed. Returns how many records
  /// there were. `atOnce` reads all of it together, for a store to which each reading is dear.
  mutating func replay(
    from: Timestamp, to: Timestamp, atOnce: Bool = false, _ tell: ([AlertChange]) -> Void
  ) async throws -> Int {
    let whole = max(1, to.microseconds - from.microseconds)
    var length = atOnce ? whole : min(whole, Self.hour)
    var (start, count) = (from, 0)
    while start < to {
      let end = min(to, start.advanced(byMicroseconds: length))
      let operations = try await Self.operations(in: store, from: start, to: end, seenBy: evaluator.observer)
      for operation in operations {
        var changes = advance(to: Timestamp(microseconds: operation.moment)) + observe(operation)
        if hasQuestions { changes += try await answerQuestions() }
        if !changes.isEmpty { tell(changes) }
        count += 1
      }
      try Task.checkCancellation()
      start = end
      if operations.count < Self.few { length = min(whole, length * 2) }
      if operations.count > Self.many { length = max(Self.hour, length / 2) }
    }
    return count
  }

  /// What is stored from a moment up to another, oldest first.
  static func operations(
    in store: any HistoryStore, from: Timestamp, to: Timestamp? = nil, seenBy observer: AlertObserver
  ) async throws -> [AlertObservation] {
    var operations: [AlertObservation] = []
    for try await record in RecordSequence(store: store, filter: RecordFilter(from: from, to: to), pageSize: 1000) {
      operations.append(observer.observation(of: record))
    }
    return operations.reversed()
  }
}

/// Keeps plans as documents beside the history, in as many parts as they need, for thirty days.
public struct PlanShelf: Sendable {
  private static let folder = "plans/"
  private static let partFolder = "plan-parts/"
  /// Bytes of a part: a document's, with room.
  private static let partSize = 250 * 1024

  private let store: any DocumentStore

  var documents: any DocumentStore { store }
  private let now: @Sendable () -> Timestamp

  /// The plans in a store.
  public init(_ store: any DocumentStore) { self.init(store, now: { .now }) }

  package init(_ store: any DocumentStore, now: @escaping @Sendable () -> Timestamp) {
    self.store = store
    self.now = now
  }

  /// Keeps a plan, and removes those whose time is over. What is seen of a plan is whole: its parts are kept first.
  public func keep(_ plan: RecoveryPlan) async throws {
    try await removeExpired()
    let text = plan.steps.map { JSONWriter.text(of: $0.json) }.joined(separator: "\n")
    let kept = KeptText(compressing: text)
    let parts = kept.compressed.chunks(of: Self.partSize)
    for (number, part) in parts.enumerated() { try await put(part, as: Self.part(number, of: plan.id)) }
    var head = plan.summary
    head["parts"] = .number(JSONNumber(parts.count))
    head["bytes"] = .number(JSONNumber(kept.length))
    head["steps_sha256"] = .string(kept.digest.description)
    try await put(Array(JSONWriter.text(of: head).utf8), as: Self.name(plan.id))
  }

  /// The plan of this id, or `nil`. Throws `invalidDocument` where it is not as it was kept, to the byte.
  public func plan(_ id: String) async throws -> RecoveryPlan? {
    guard let summary = try await summary(of: id) else { return nil }
    var compressed: [UInt8] = []
    for number in 0..<summary.parts {
      let name = try Self.part(number, of: id)
      guard let part = try await Patience().asking({ try await store.document(name) }) else { throw Self.damaged(id) }
      compressed += part.content
    }
    let text = try KeptText(digest: summary.digest, length: summary.length, compressed: compressed).text()
    var steps: [RecoveryStep] = []
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      guard let json = try JSONParser.parse(Array(line)).object else { throw Self.damaged(id) }
      steps.append(try RecoveryStep(json))
    }
    let plan = try summary.plan(steps)
    guard plan.hash == summary.hash else { throw Self.damaged(id) }
    return plan
  }

  /// What is known of the plan of this id without its steps, or `nil`.
  public func summary(of id: String) async throws -> PlanSummary? {
    guard let name = try? Self.name(id), let document = try await Patience().asking({ try await store.document(name) }) else { return nil }
    return try PlanSummary(document)
  }

  /// What is known of all plans, the newest first.
  public func summaries() async throws -> [PlanSummary] {
    try await store.documents(beginning: Self.folder).map { try PlanSummary($0) }.sorted { ($0.created, $0.id) > ($1.created, $1.id) }
  }

  private func put(_ content: [UInt8], as name: DocumentName) async throws {
    guard try await store.put(content, as: name, replacing: 0) else {
      throw HistoryError(.storeUnavailable, "another plan got the same id: plan again")
    }
  }

  private func removeExpired() async throws {
    let moment = now()
    for document in try await store.documents(beginning: Self.folder) {
      // What cannot be read stays for a person to look at; listing says so.
      guard let summary = try? PlanSummary(document), summary.expires < moment else { continue }
      _ = try await store.remove(document.name, version: document.version)
      var names: [DocumentName] = try (0..<summary.parts).map { try Self.part($0, of: summary.id) }
      names.append(try RecoveryProgress.name(of: summary.id))
      for name in names {
        guard let part = try await store.document(name) else { continue }
        _ = try await store.remove(name, version: part.version)
      }
    }
  }

  private static func name(_ id: String) throws(HistoryError) -> DocumentName { try DocumentName(folder + id) }

  private static func part(_ number: Int, of id: String) throws(HistoryError) -> DocumentName {
    try DocumentName("\(partFolder)\(id)/\(number)")
  }

  private static func damaged(_ id: String) -> HistoryError {
    HistoryError(.invalidDocument, "the plan \(id) is not as it was kept: plan again")
  }
}

import AnnalsTestSupport
import Foundation
import Synchronization
import Testing

@testable import Annals

@Suite("A search for secrets in history")
struct HistoryScanTests {
  private let store = MemoryStore()

  private func record(
    _ number: Int, _ type: String = "PROMPT", _ id: String = "p-1", by user: String = "ann", after: JSONObject? = ["n": 1],
    metadata: JSONObject = ["success": true]
  ) throws -> HistoryRecord {
    HistoryRecord(
      .update, of: try Resource(type, id), at: Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number)),
      token: try RecordToken("T\(number)"), by: try User(user), after: after, metadata: metadata)
  }

  private func scan(_ mode: RewriteMode, _ change: (inout RedactionRules) -> Void = { _ in }) throws -> HistoryScan {
    var rules = RedactionRules()
    change(&rules)
    return try HistoryScan(store: store, journal: nil, redaction: rules, truncation: .init(), mode: mode, by: User("root"))
  }

  @Test("Secrets are told by type and place, never what they are; nothing is changed unless that is asked for")
  func dryRun() async throws {
    let records = try [
      record(0, after: ["api_key": "tops3cret-one", "list": [["password": "tops3cret-two"], ["password": "tops3cret-three"]]]),
      record(1, "DRAFT", metadata: ["success": false, "error": "no: password=tops3cret-four"]), record(2),
    ]
    try await store.append(plain: records)
    let report = try await scan(.dryRun).run()
    #expect(report.store.read == 3 && report.store.found == 2 && report.secrets == 4 && report.isComplete)
    let places = report.findings.map { "\($0.key.type) \($0.key.path) \($0.key.rule) \($0.value)" }.sorted()
    let expected = [
      "DRAFT /metadata/error name_in_text 1", "PROMPT /after_state/api_key name 1", "PROMPT /after_state/list/*/password name 2",
    ]
    #expect(places == expected)
    #expect(!JSONWriter.text(of: report.json).contains("tops3cret"))
    #expect(try await store.all() == records.reversed())
    #expect(try await store.documents(beginning: "").isEmpty)
  }

  @Test("Secrets are redacted where they stand, whole texts included, and a second search finds none")
  func fixed() async throws {
    let long = String(repeating: "Nothing to see here. ", count: 400) + "password=tops3cret-five"
    let records = try [record(0, after: ["api_key": "tops3cret-one"]), record(1, after: ["text": .string(long), "n": 1.50]), record(2)]
    let sanitizer = try Sanitizer()
    _ = try await store.append(records.map { sanitizer.cut($0) })
    let report = try await scan(.apply).run()
    #expect(report.fixed == 2 && report.left == 0 && report.secrets == 2)
    let history = HistoryService(recorder: try HistoryRecorder(store: store))
    let left = try await history.whole(try await store.all(matching: RecordFilter(resourceType: ResourceType("PROMPT"))))
    #expect(left.map(\.sortKey) == records.reversed().map(\.sortKey))
    #expect(left[1].after?["n"] == 1.50)
    #expect(left[1].after?["text"]?.string?.hasSuffix("password=[REDACTED]") == true)
    #expect(left[2].after == ["api_key": "[REDACTED]"])
    #expect(!left.contains { JSONWriter.text(of: $0.json).contains("tops3cret") })
    #expect(try await scan(.dryRun).run().found == 0)
    #expect(try await scan(.apply).run().found == 0)
  }

  @Test("A search that redacts is recorded when it begins and when it ends, with counts and by whom")
  func recorded() async throws {
    try await store.append(plain: [record(0, after: ["api_key": "tops3cret-one"])])
    _ = try await scan(.apply).run()
    let notes = try await store.all(matching: .resource(Resource(type: .history, id: "access/scan")))
    #expect(notes.map(\.operation) == [.update, .create])
    #expect(notes.allSatisfy { $0.user.id == "root" })
    #expect(notes[0].metadata["redacted"] == 1 && notes[0].metadata["by_type"] == ["PROMPT": 1])
    #expect(try await store.documents(beginning: "scan/").isEmpty)
  }

  @Test("A user and a resource whose ids are secrets get others, and counts follow")
  func identifiers() async throws {
    let key = "AKIA" + "IOSFODNN7EXAMPLE"
    try await store.append(plain: [record(0, "PROMPT", "p/\(key)", by: key), record(1, by: key)])
    let report = try await scan(.apply).run()
    #expect(report.fixed == 2)
    #expect(Set(report.findings.keys.map(\.path)) == ["/resource_id", "/user_id"])
    #expect(try await !store.all().contains { JSONWriter.text(of: $0.json).contains(key) })
    #expect(try await store.statistics(.init()) == store.countedStatistics(.init()))
  }

  @Test("Redaction counts as on, whatever the settings say, and the settings' own names count")
  func rules() async throws {
    try await store.append(plain: [record(0, after: ["salary": "tops3cret-one", "api_key": "tops3cret-two"])])
    #expect(try await scan(.dryRun) { $0.isEnabled = false }.run().secrets == 1)
    #expect(try await scan(.dryRun) { $0.names = ["salary"] }.run().secrets == 2)
  }

  @Test("A text that is no longer kept, or is damaged, stays listed as cut")
  func damagedTexts() async throws {
    let long = String(repeating: "Nothing to see here. ", count: 400)
    let sanitized = try Sanitizer().cut(record(0, after: ["text": .string(long), "api_key": "tops3cret-one"]))
    let text = try #require(sanitized.texts.first)
    let damaged = KeptText(digest: text.digest, length: text.length, compressed: [1, 2, 3])
    _ = try await store.append([SanitizedRecord(sanitized.record, texts: [damaged])])
    #expect(try await scan(.apply).run().fixed == 1)
    let left = try #require(try await store.record(sanitized.record.id))
    #expect(left.after?["api_key"] == "[REDACTED]")
    #expect(left.cutTexts == [text.digest])
    #expect(left.after?["text"] == sanitized.record.after?["text"])
  }

  @Test("A run that was stopped goes on where it was, or begins anew where that is asked for")
  func resumed() async throws {
    try await store.append(plain: try (0..<250).map { try record($0, after: ["api_key": .string("tops3cret-\($0)")]) })
    let questions = Mutex(0)
    let first = try await scan(.apply).run(isStopped: {
      questions.withLock { count in
        count += 1
        return count > 2
      }
    })
    // The record of the beginning is in the first page too.
    #expect(!first.isComplete && first.fixed == 199)
    let second = try await scan(.apply).run()
    #expect(second.isComplete && second.isResumed && second.fixed == 250 && second.secrets == 250)
    // Only the last page of the stopped run is looked at once more.
    #expect(second.store.read <= 250 + 2)
    #expect(try await store.all(matching: RecordFilter(resourceType: .history)).count == 2)
    try await store.append(plain: [record(2000, after: ["api_key": "tops3cret-late"])])
    let third = try await scan(.apply).run(fromStart: true)
    #expect(third.fixed == 1 && !third.isResumed)
  }

  @Test("Two runs at the same time do not mix their counts: one of them is told that the other goes on")
  func twice() async throws {
    try await store.append(plain: try (0..<210).map { try record($0, after: ["api_key": .string("tops3cret-\($0)")]) })
    let (one, other) = try (scan(.apply), scan(.apply))
    var failures = 0
    async let first = one.run()
    async let second = other.run()
    do { _ = try await first } catch let error as HistoryError where error.code == .alreadyRunning { failures += 1 }
    do { _ = try await second } catch let error as HistoryError where error.code == .alreadyRunning { failures += 1 }
    #expect(failures <= 1)
    #expect(try await scan(.dryRun).run().found == 0)
  }
}

import Annals
import Testing

@Suite("Rewriting a record")
struct RecordRewriteTests {
  private func record(
    _ kind: OperationKind = .update, type: String = "PROMPT", id: String = "p", at moment: Int64 = 1, token: String? = "T"
  ) throws -> HistoryRecord {
    HistoryRecord(kind, of: try Resource(type, id), at: Timestamp(microseconds: moment), token: try token.map { try RecordToken($0) })
  }

  @Test("What happened, to which type, and when, cannot be rewritten; the id can")
  func identity() throws {
    let original = try record()
    #expect(try RecordRewrite(original, as: SanitizedRecord(record(id: "q"))).replacement.record.resource.id == "q")
    for other in try [record(.delete), record(type: "DRAFT"), record(at: 2), record(token: "U"), record(token: nil)] {
      let error = #expect(throws: HistoryError.self) { try RecordRewrite(original, as: SanitizedRecord(other)) }
      #expect(error?.code == .invalidRecord)
    }
  }
}

import Annals
import AnnalsTestSupport
import Testing

@Suite("Real operations")
struct RealOperationsTests {
  @Test("Each real operation is read, written, and read again as the same record")
  func roundTrip() throws {
    let lines = try RealOperations.lines()
    let records = try RealOperations.records()
    #expect(lines.count == 36_335)
    #expect(records.count == 36_335)
    for (line, record) in zip(lines, records) {
      let read = try HistoryRecord(json: JSONParser.parse(line))
      let text = JSONWriter.text(of: read.json)
      guard try HistoryRecord(json: JSONParser.parse(text)) == read, try HistoryRecord(json: record.json) == record else {
        Issue.record("not the same after writing: \(line)")
        return
      }
      guard read.operation == record.operation, read.before == record.before, read.after == record.after else {
        Issue.record("the token changed the record: \(line)")
        return
      }
    }
  }

  @Test("Each real operation has a place of its own, though many share resource, second and kind")
  func places() throws {
    let records = try RealOperations.records()
    #expect(Set(records.map(\.position)).count == 36_335)
    #expect(Set(records.compactMap(\.token)).count == 36_335)
    #expect(Set(records.map { [$0.resource.description, "\($0.timestamp)", "\($0.operation)"] }).count < 36_335)
    #expect(Dictionary(records.map { ($0.operation, 1) }, uniquingKeysWith: +) == RealOperations.operations.filter { $0.value > 0 })
  }
}

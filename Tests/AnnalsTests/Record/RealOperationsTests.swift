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
    for (index, record) in records.enumerated() {
      let text = JSONWriter.text(of: record.json)
      guard try HistoryRecord(json: JSONParser.parse(text)) == record else {
        Issue.record("not the same after writing: \(text)")
        return
      }
      // Every member of the line is in the record as it was, but for the older moment's shape.
      guard index % 25 == 0, let line = try JSONParser.parse(lines[index]).object else { continue }
      for member in line.members where member.name != "timestamp" {
        #expect(record.json[member.name] == member.value, "\(member.name) of \(lines[index])")
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

import Annals
import AnnalsTestSupport
import Testing

@Suite("Sanitizing real operations")
struct RealOperationsSanitizingTests {
  @Test("Operations without a secret come out as they went in, paths and blob ids included")
  func unharmed() throws {
    let sanitizer = try defaultSanitizer.get()
    var changed: [HistoryID] = []
    for record in try RealOperations.records() where sanitizer.sanitize(record) != SanitizedRecord(record) { changed.append(record.id) }
    #expect(changed.isEmpty, "\(changed.prefix(5))")
  }
}

import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Exporting what is shown")
struct ExportTests {
  @Test("An auditor exports what the question lets through, without hidden fields; a reader does not")
  func lines() async throws {
    let server = KeyedServer()
    try await server.put((0..<450).map { ("PROMPT", "p-\($0)") } + [("DRAFT", "d")], state: ["n": 1, "secretary": "ben"])
    let auditor = try await server.key(.auditor, scope: ["hidden_fields": ["secretary"], "resource_types": ["PROMPT"]])
    let reader = try await server.key(.reader)
    try await server.run { (client, history) async throws in
      let reply = try await client.get("/export?format=ndjson&type=PROMPT", headers: auditor)
      #expect(
        reply.headers[.contentType] == "application/x-ndjson"
          && reply.headers[.contentDisposition] == "attachment; filename=\"history.ndjson\"")
      let records = try reply.text.split(separator: "\n").map { try HistoryRecord(json: JSONParser.parse(String($0))) }
      #expect(records.count == 450 && records == records.sorted { $0.position > $1.position })
      #expect(!reply.text.contains("secretary"))
      #expect(try await client.get("/export?format=ndjson&type=DRAFT", headers: auditor).text.isEmpty)
      #expect(try await client.get("/export?text=p-44&format=csv", headers: auditor).text.split(separator: "\r\n").count == 12)
      #expect(try await client.get("/export?format=xls", headers: auditor).status == 400)
      #expect(try await client.get("/export", headers: reader).status == 403)
      #expect(!(try await client.get("/search", headers: reader).text.contains("/export")))
      #expect(try await client.get("/search", headers: auditor).text.contains("/export?format=csv"))
      #expect(try await history.looks().contains { $0.resource.id == "access/export" && $0.metadata["format"] == "csv" })
    }
  }

  @Test("A spreadsheet takes no cell for a formula, and each cell stays one")
  func cells() {
    for formula in ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"] {
      let cell = CSVText.cell(formula)
      #expect(cell.hasPrefix("'") || cell.hasPrefix("\"'"), "\(formula)")
    }
    #expect(CSVText.cell("a,b") == "\"a,b\"")
    #expect(CSVText.cell("say \"hi\"\nyou") == "\"say \"\"hi\"\"\nyou\"")
    #expect(CSVText.cell("plain = text") == "plain = text" && CSVText.cell("") == "")
  }

  @Test("Each line has a cell for each column")
  func columns() throws {
    let record = HistoryRecord(.create, of: try Resource("T", "=a"), at: Timestamp(microseconds: 0), token: nil, after: ["a": 1])
    let line = CSVText.line(record)
    #expect(
      line == "1970-01-01T00:00:00.000000Z,CREATE,T,'=a,system,false,,,,,,\"{\"\"a\"\":1}\",{},1970-01-01T00:00:00.000000Z#CREATE#=a\r\n")
    #expect(CSVText.head.split(separator: ",").count == CSVText.columns.count)
  }
}

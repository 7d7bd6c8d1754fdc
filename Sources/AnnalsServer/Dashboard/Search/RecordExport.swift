import Annals
import HTTPTypes
import Hummingbird
import NIOCore

/// All that a question lets through, newest first, as a file: NDJSON or CSV, read and sent a page at a time.
struct RecordExport {
  let visit: PageVisit

  private enum Format: String {
    case ndjson
    case csv

    var type: String { self == .csv ? "text/csv; charset=utf-8" : "application/x-ndjson" }
  }

  /// Records that are read at once.
  private static let pageSize = 200

  func response(to request: Request) throws -> Response {
    guard let format = Format(rawValue: visit.query["format"] ?? "ndjson") else {
      throw Problem(
        .invalidParameter, "format is neither ndjson nor csv: send one of them", parameter: "format", value: visit.query["format"])
    }
    let question = try SearchQuestion(visit.query, now: visit.now)
    visit.looking.note(Resource.access("export"), details: ["format": .string(format.rawValue)])
    var headers: HTTPFields = [
      .contentType: format.type, .contentDisposition: "attachment; filename=\"history.\(format.rawValue)\"", .cacheControl: "no-store",
    ]
    SecurityHeaders(isEncrypted: false).add(to: &headers)
    guard request.method != .head else { return Response(status: .ok, headers: headers) }
    let seen = visit.seen
    let body = ResponseBody { writer in
      if format == .csv { try await writer.write(ByteBuffer(string: CSVText.head)) }
      var cursor: Cursor?
      repeat {
        let page = try await seen.records(matching: question.filter, after: cursor, limit: Self.pageSize, whole: true)
        var text = ""
        for record in page.records where !question.needsReading || question.matches(record) {
          text += format == .csv ? CSVText.line(record) : JSONWriter.text(of: record.json) + "\n"
        }
        if !text.isEmpty { try await writer.write(ByteBuffer(string: text)) }
        cursor = page.next
      } while cursor != nil
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: headers, body: body)
  }
}

import Annals
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore

/// What a server answered.
struct Reply {
  let status: Int
  let headers: HTTPFields
  let body: [UInt8]

  init(_ response: TestResponse) {
    status = response.status.code
    headers = response.headers
    body = Array(response.body.readableBytesView)
  }

  /// The body as text.
  var text: String { String(decoding: body, as: UTF8.self) }

  /// The body as a JSON object; unpacked where it is gzip.
  var json: JSONObject {
    get throws {
      let bytes = headers[.contentEncoding] == "gzip" ? try GzipReader.unpack(body) : body
      guard let object = try JSONParser.parse(bytes).object else { throw HistoryError(.invalidJSON, "the body is no object: \(text)") }
      return object
    }
  }

  /// The records of a page.
  var records: [HistoryRecord] {
    get throws { try (try json["records"]?.array ?? []).map { try HistoryRecord(json: $0) } }
  }

  /// The cursor of a page.
  var nextCursor: String? { get throws { try json["next_cursor"]?.string } }
  /// The ids that were given to records.
  var historyIDs: [String] { get throws { (try json["history_ids"]?.array ?? []).compactMap(\.string) } }
  /// The code of a problem.
  var code: String? { get throws { try json["code"]?.string } }
  /// The parameter of a problem.
  var parameter: String? { get throws { try json["parameter"]?.string } }
  /// The sentence of a problem.
  var detail: String { get throws { try json["detail"]?.string ?? "" } }
}

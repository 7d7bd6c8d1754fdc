import Annals
import HTTPTypes

/// How a body's records are written.
enum BodyFormat {
  /// One record, or an array of them.
  case json
  /// One record a line.
  case lines
  /// No media type was sent: the body tells.
  case unknown

  static let jsonType = "application/json"
  static let linesType = "application/x-ndjson"
  private static let lineTypes: Set = [linesType, "application/ndjson", "application/jsonl", "application/x-jsonlines"]

  /// The format that a request's media type names. Throws a problem where it is another.
  init(_ headers: HTTPFields) throws(Problem) {
    guard let text = headers[.contentType] else {
      self = .unknown
      return
    }
    let type = (text.split(separator: ";").first ?? "").trimmingSpaces.lowercased()
    if type == Self.jsonType || type.hasPrefix("application/") && type.hasSuffix("+json") {
      self = .json
    } else if Self.lineTypes.contains(type) {
      self = .lines
    } else {
      throw Problem(
        .wrongMediaType, "records of the media type \"\(type.quoted(100))\" are not read: send \(Self.jsonType) or \(Self.linesType)",
        parameter: "Content-Type", value: type, expected: "\(Self.jsonType) or \(Self.linesType)",
        headers: [.accept: "\(Self.jsonType), \(Self.linesType)"])
    }
  }

  /// The format of a body: more than one line, the first of them a whole record, is NDJSON.
  func resolved(for bytes: [UInt8]) -> BodyFormat {
    guard case .unknown = self else { return self }
    let text = bytes.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
    guard text.first == UInt8(ascii: "{"), let end = text.firstIndex(of: UInt8(ascii: "\n")),
      text[end...].contains(UInt8(ascii: "{")), (try? JSONParser.parse(text[..<end])) != nil
    else { return .json }
    return .lines
  }
}

import Annals
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1

/// Reads a request's body within a limit, and unpacks it where it is gzip.
struct RequestBytes {
  let limit: Int

  /// The body. Throws a problem where it is larger than the limit, packed or not, or packed in another way than gzip.
  func read(_ request: Request) async throws -> [UInt8] {
    let isPacked = try Self.isPacked(request.headers)
    let announced = request.headers[.contentLength].flatMap { Int($0) }
    if let announced, announced > limit { throw tooLarge }
    let bytes = try await whole(request.body)
    // A body whose connection ended comes as if it were whole.
    if let announced, bytes.count < announced { throw Self.cutShort }
    return isPacked ? try unpack(bytes) : bytes
  }

  private func whole(_ body: RequestBody) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      for try await buffer in body {
        guard bytes.count + buffer.readableBytes <= limit else { throw tooLarge }
        bytes.append(contentsOf: buffer.readableBytesView)
      }
    } catch is UnreadableRequest {
      throw Self.cutShort
    } catch is HTTPParserError {
      throw Self.cutShort
    }
    return bytes
  }

  private static var cutShort: Problem {
    Problem(.malformed, "the body ended before it was whole, or is in no chunks: send it as its headers say")
  }

  private static func isPacked(_ headers: HTTPFields) throws(Problem) -> Bool {
    let encoding = (headers[.contentEncoding] ?? "identity").trimmingSpaces.lowercased()
    switch encoding {
    case "identity": return false
    case "gzip", "x-gzip": return true
    default:
      throw Problem(
        .wrongEncoding, "bodies packed as \"\(encoding.quoted(100))\" are not read: send gzip, or the plain body",
        parameter: "Content-Encoding", value: encoding, expected: "gzip or identity", headers: [.acceptEncoding: "gzip, identity"])
    }
  }

  /// The limit holds for what comes out, piece by piece, so that a small body cannot unpack to a large one.
  private func unpack(_ packed: [UInt8]) throws -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      let reader = try GzipReader()
      try reader.unpack(packed) { piece in
        guard bytes.count + piece.count <= limit else { throw tooLarge }
        bytes.append(contentsOf: piece)
      }
      try reader.finish()
    } catch let error as HistoryError {
      throw Problem(.invalidBody, error.description, parameter: "Content-Encoding", value: "gzip")
    }
    return bytes
  }

  private var tooLarge: Problem {
    Problem(
      .bodyTooLarge, "the body is larger than \(limit) bytes: send the records in several requests", expected: "at most \(limit) bytes")
  }
}

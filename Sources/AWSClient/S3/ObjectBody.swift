import Crypto

/// An object's bytes in pieces, as they come: in memory is one piece at a time.
///
/// Where the connection breaks, reading goes on behind what was read, of the same object. The end comes only after all bytes came and, where a whole
/// object with a checksum was asked for, after they were those. It can be gone through once.
public struct ObjectBody: AsyncSequence, Sendable {
  /// A piece.
  public typealias Element = [UInt8]

  /// How often reading is taken up again where not one byte more came.
  private static let fruitlessLimit = 3

  let client: S3Client
  let request: GetObject
  let reply: GetObject.Reply

  /// Steps through the pieces.
  public struct Iterator: AsyncIteratorProtocol {
    private let body: ObjectBody
    private var pieces: ReplyPieces.Iterator
    private var received = 0
    private var resumedAt = -1
    private var fruitless = 0
    private var hash: SHA256?
    private var isOver = false

    init(_ body: ObjectBody) {
      self.body = body
      pieces = body.reply.pieces.makeAsyncIterator()
      if body.wholeChecksum != nil { hash = SHA256() }
    }

    /// The next piece; `nil` after the last.
    ///
    /// Throws ``AWSError``: `PreconditionFailed` where the object was changed while it was read, `ChecksumMismatch` where its bytes are not those that
    /// were written, and what keeps the rest from coming.
    public mutating func next() async throws -> [UInt8]? {
      while !isOver {
        do {
          if let piece = try await pieces.next() {
            received += piece.count
            hash?.update(data: piece)
            if piece.isEmpty { continue }
            return piece
          }
          if let length = body.reply.head.length, received < length { throw body.broken(after: received, of: length) }
          isOver = true
          try check()
        } catch let error as AWSError where error.isRetryable && !isOver {
          try await resume(after: error)
        }
      }
      return nil
    }

    private mutating func resume(after error: AWSError) async throws {
      fruitless = received > resumedAt ? 1 : fruitless + 1
      guard fruitless <= ObjectBody.fruitlessLimit else { throw error }
      resumedAt = received
      guard let next = try await body.rest(after: received) else { throw error }
      pieces = next.makeAsyncIterator()
    }

    private func check() throws {
      guard let hash, let expected = body.wholeChecksum, ObjectChecksum.text(hash.finalize()) != expected else { return }
      throw AWSError(
        .checksumMismatch, "the object was damaged, or is not what was written: its \(received) bytes are not those of its checksum",
        isRetryable: true)
    }
  }

  /// A pass through the pieces.
  public func makeAsyncIterator() -> Iterator { Iterator(self) }

  /// All bytes at once. Throws `InvalidReply` where they are more than the limit.
  public func collect(upTo limit: Int) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await piece in self {
      guard bytes.count + piece.count <= limit else {
        throw AWSError(.invalidReply, "the object has more than the \(limit) bytes that are read of it: read it in pieces")
      }
      bytes += piece
    }
    return bytes
  }

  /// The checksum of the bytes that come, where it is known: not of a part of an object, nor of one that was written in parts.
  private var wholeChecksum: String? {
    guard request.range == nil, let checksum = reply.head.checksumSHA256, !checksum.contains("-") else { return nil }
    return checksum
  }

  private func broken(after received: Int, of length: Int) -> AWSError {
    AWSError(.connectionFailed, "the object ended after \(received) of \(length) bytes", isRetryable: true)
  }

  /// The pieces behind those that came; `nil` where the object's bytes cannot be told from those of another.
  private func rest(after received: Int) async throws -> ReplyPieces? {
    guard let length = reply.head.length, received < length, let etag = reply.head.etag else { return nil }
    let start = (request.range?.lowerBound ?? 0) + received
    let end = (request.range?.lowerBound ?? 0) + length
    var request = request
    request.range = start..<end
    request.ifMatch = etag
    return try await client.send(request).pieces
  }
}

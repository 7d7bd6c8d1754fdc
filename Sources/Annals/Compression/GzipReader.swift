import CZlib

/// Unpacks gzip (RFC 1952) piece by piece, in memory that does not grow with the file.
///
/// A file of several members one after another reads as their texts joined, as `gzip` itself does; zeros that pad the end are left out.
package final class GzipReader {
  /// The most bytes that are handed on at once.
  package static let pieceLength = 64 * 1024

  /// The bytes that a gzip file begins with.
  package static let signature: [UInt8] = [0x1F, 0x8B]

  private enum Place {
    case betweenMembers
    case inMember
  }

  // zlib keeps a pointer back to its stream, so the stream needs an address that stays.
  private let stream: UnsafeMutablePointer<z_stream>
  private let output: UnsafeMutableBufferPointer<UInt8>
  private var place = Place.betweenMembers
  private var members = 0
  private var consumed = 0

  /// A reader at the beginning of a file. Throws `corruptText` where zlib cannot start, which is when memory ran out.
  package init() throws(HistoryError) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    output = .allocate(capacity: Self.pieceLength)
    let gzipOnly: Int32 = 31
    guard inflateInit2_(stream, gzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw HistoryError(.corruptText, "gzip cannot be read: zlib did not start, free some memory")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deinitialize(count: 1)
    stream.deallocate()
    output.deallocate()
  }

  /// Takes the file's next bytes and hands on what they unpack to, in order.
  ///
  /// Throws `corruptText` where the file is damaged, and what `receive` throws.
  package func unpack(_ chunk: [UInt8], receive: (ArraySlice<UInt8>) throws -> Void) throws {
    var offset = 0
    while offset < chunk.count {
      if place == .betweenMembers, !beginMember(chunk, &offset) { return }
      var piece: [UInt8] = []
      let isOver = try inflateOnce(chunk, &offset, into: &piece)
      if !piece.isEmpty { try receive(piece[...]) }
      if isOver { place = .betweenMembers }
    }
    // What the last bytes unpack to can be more than one piece.
    while place == .inMember, stream.pointee.avail_out == 0 {
      var piece: [UInt8] = []
      let isOver = try inflateOnce([], &offset, into: &piece)
      if !piece.isEmpty { try receive(piece[...]) }
      if isOver { place = .betweenMembers }
    }
  }

  /// Says that the file is over. Throws `corruptText` where it ended too early.
  package func finish() throws(HistoryError) {
    guard place == .betweenMembers, members > 0 else {
      throw HistoryError(.corruptText, "the gzip file was cut short: it ends after \(consumed) bytes, before its own end mark")
    }
  }

  /// Unpacks a whole file. Throws `corruptText` where it is damaged or cut short.
  package static func unpack(_ file: [UInt8]) throws -> [UInt8] {
    let reader = try GzipReader()
    var text: [UInt8] = []
    try reader.unpack(file) { text.append(contentsOf: $0) }
    try reader.finish()
    return text
  }

  /// Steps over padding to the next member; `false` when only padding was left.
  private func beginMember(_ chunk: [UInt8], _ offset: inout Int) -> Bool {
    if members > 0 {
      while offset < chunk.count, chunk[offset] == 0 {
        offset += 1
        consumed += 1
      }
      guard offset < chunk.count else { return false }
      inflateReset(stream)
    }
    members += 1
    place = .inMember
    return true
  }

  /// One step of zlib; `true` at a member's end.
  private func inflateOnce(_ chunk: [UInt8], _ offset: inout Int, into piece: inout [UInt8]) throws(HistoryError) -> Bool {
    let start = offset
    var taken = 0
    let status = chunk.withUnsafeBufferPointer { bytes in
      let rest = UnsafeBufferPointer(rebasing: bytes[start...])
      stream.pointee.next_in = UnsafeMutablePointer(mutating: rest.baseAddress)
      stream.pointee.avail_in = UInt32(clamping: rest.count)
      stream.pointee.next_out = output.baseAddress
      stream.pointee.avail_out = UInt32(output.count)
      let offered = stream.pointee.avail_in
      let status = inflate(stream, Z_NO_FLUSH)
      taken = Int(offered - stream.pointee.avail_in)
      return status
    }
    offset += taken
    consumed += taken
    piece = Array(output[..<(output.count - Int(stream.pointee.avail_out))])
    switch status {
    case Z_STREAM_END: return true
    // No progress is possible without more input: the next chunk brings it.
    case Z_OK, Z_BUF_ERROR: return false
    default:
      let isBeginning = members == 1 && consumed < 10
      throw HistoryError(
        .corruptText,
        isBeginning
          ? "the file is not gzip: send it as it was compressed, or as plain text"
          : "the gzip file is damaged near byte \(consumed): make it again from its source")
    }
  }
}

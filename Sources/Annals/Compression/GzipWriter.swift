import CZlib

/// Packs bytes into gzip (RFC 1952) piece by piece. The file holds no time and no name, so equal content gives equal files.
package final class GzipWriter {
  // zlib keeps a pointer back to its stream, so the stream needs an address that stays.
  private let stream: UnsafeMutablePointer<z_stream>
  private let output: UnsafeMutableBufferPointer<UInt8>

  /// A writer at the beginning of a file. Throws `corruptText` where zlib cannot start, which is when memory ran out.
  package init() throws(HistoryError) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    output = .allocate(capacity: 64 * 1024)
    let gzipFormat: Int32 = 31
    let status = deflateInit2_(
      stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzipFormat, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw HistoryError(.corruptText, "gzip cannot be written: zlib did not start, free some memory") }
  }

  deinit {
    deflateEnd(stream)
    stream.deinitialize(count: 1)
    stream.deallocate()
    output.deallocate()
  }

  /// The packed bytes that are ready once these are taken; often none.
  package func pack(_ bytes: [UInt8]) throws(HistoryError) -> [UInt8] { try run(bytes, Z_NO_FLUSH) }

  /// The last packed bytes, with the file's end.
  package func finish() throws(HistoryError) -> [UInt8] { try run([], Z_FINISH) }

  private func run(_ bytes: [UInt8], _ mode: Int32) throws(HistoryError) -> [UInt8] {
    var packed: [UInt8] = []
    let status: Int32 = bytes.withUnsafeBufferPointer { input in
      stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.pointee.avail_in = UInt32(input.count)
      var status = Z_OK
      repeat {
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        status = deflate(stream, mode)
        packed.append(contentsOf: output[..<(output.count - Int(stream.pointee.avail_out))])
      } while status == Z_OK && stream.pointee.avail_out == 0
      return status
    }
    guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
      throw HistoryError(.corruptText, "gzip cannot be written: zlib answered \(status)")
    }
    return packed
  }
}

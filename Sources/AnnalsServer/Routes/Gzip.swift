import CZlib

/// Packs whole bodies as gzip (RFC 1952).
enum Gzip {
  /// The packed bytes; `nil` where zlib has no memory.
  static func pack(_ bytes: [UInt8]) -> [UInt8]? {
    guard let length = UInt32(exactly: bytes.count) else { return nil }
    var stream = z_stream()
    // One scope for all calls: zlib keeps a pointer back to its stream.
    return withUnsafeMutablePointer(to: &stream) { stream in
      let gzipHeader: Int32 = 31
      // Level 3: pages of JSON shrink to a tenth, at a third of the default level's time.
      let level: Int32 = 3
      let size = Int32(MemoryLayout<z_stream>.size)
      guard deflateInit2_(stream, level, Z_DEFLATED, gzipHeader, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else { return nil }
      defer { deflateEnd(stream) }
      let room = Int(deflateBound(stream, UInt(length)))
      var isWhole = false
      let packed = [UInt8](unsafeUninitializedCapacity: room) { output, count in
        bytes.withUnsafeBufferPointer { input in
          stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
          stream.pointee.avail_in = length
          stream.pointee.next_out = output.baseAddress
          stream.pointee.avail_out = UInt32(clamping: room)
          isWhole = deflate(stream, Z_FINISH) == Z_STREAM_END
        }
        count = Int(stream.pointee.total_out)
      }
      return isWhole ? packed : nil
    }
  }
}

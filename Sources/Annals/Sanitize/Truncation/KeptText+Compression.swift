import CZlib

extension KeptText {
  /// The whole text, compressed.
  package init(compressing text: String) { self.init(compressing: text, digest: TextDigest(of: text)) }

  /// The whole text, compressed, with the digest that was taken of it already.
  init(compressing text: String, digest: TextDigest) {
    var text = text
    let (length, compressed) = text.withUTF8 { ($0.count, Self.compressed($0)) }
    self.init(digest: digest, length: length, compressed: compressed)
  }

  /// The whole text. Throws `corruptText` when what was kept is not the text of its digest and length.
  package func text() throws(HistoryError) -> String {
    // zlib's format can hold no more than 1,032 bytes in one, so that a wrong length cannot ask for memory without end.
    guard length >= 0, length / 1032 <= compressed.count else { throw corrupt("its length is not possible") }
    var source = uLong(compressed.count)
    var size = uLong(length)
    var result = Z_OK
    let bytes = [UInt8](unsafeUninitializedCapacity: length + 1) { buffer, count in
      // A place more than the length lets a longer text be seen, and an empty one have an address.
      size = uLong(length + 1)
      result = uncompress2(buffer.baseAddress, &size, compressed, &source)
      count = result == Z_OK ? Int(size) : 0
    }
    guard result == Z_OK, bytes.count == length, Int(source) == compressed.count else { throw corrupt("it cannot be decompressed") }
    guard let text = String(validating: bytes, as: UTF8.self), TextDigest(of: text) == digest else {
      throw corrupt("its digest is another")
    }
    return text
  }

  private func corrupt(_ what: String) -> HistoryError {
    HistoryError(.corruptText, "the kept text \(digest) of \(length) bytes is damaged, \(what): restore the store from a copy")
  }

  private static func compressed(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Int(compressBound(uLong(bytes.count)))) { buffer, count in
      var size = uLong(buffer.count)
      // With a buffer of zlib's own bound, compressing fails only where there is no memory.
      let result = compress2(buffer.baseAddress, &size, bytes.baseAddress, uLong(bytes.count), 6)
      count = result == Z_OK ? Int(size) : 0
    }
  }
}

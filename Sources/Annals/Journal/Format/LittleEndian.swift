/// Numbers in a journal's files: fixed width, least significant byte first.
extension [UInt8] {
  mutating func append(littleEndian number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }

  /// Adds bytes with their number before them, in four bytes.
  mutating func append(sized content: some Collection<UInt8>) {
    append(littleEndian: UInt32(content.count))
    append(contentsOf: content)
  }
}

/// Reads a journal's bytes in order; `nil` where fewer are left than asked for.
struct ByteCursor {
  private let bytes: ArraySlice<UInt8>
  private(set) var index: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  var isAtEnd: Bool { index == bytes.endIndex }

  mutating func number<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
    guard let slice = take(MemoryLayout<Number>.size) else { return nil }
    return slice.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(as: Number.self)) }
  }

  mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= bytes.endIndex - index else { return nil }
    defer { index += count }
    return bytes[index..<(index + count)]
  }
}

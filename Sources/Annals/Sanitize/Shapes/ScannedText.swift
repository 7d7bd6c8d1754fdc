/// The bytes of one text while it is scanned for secrets.
struct ScannedText {
  let bytes: UnsafeBufferPointer<UInt8>
  /// Where the last secret ended: nothing before it is looked at again.
  var floor = 0
  /// How many bytes were looked at besides the one pass over all; stays within a small multiple of the length.
  var work = 0
  /// The name before a sign that was looked up last, and what it says.
  var latestName: (place: Range<Int>, traits: NameTraits)?

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var count: Int { bytes.count }

  /// The byte at an index, 0 outside the text.
  @inline(__always)
  subscript(index: Int) -> UInt8 { index >= 0 && index < bytes.count ? bytes[index] : 0 }

  /// Whether the text goes on so at an index; letters of the word must be small, and the text's may be either where `ignoringCase`.
  @inline(__always)
  func has(_ word: StaticString, at start: Int, ignoringCase: Bool = false) -> Bool {
    let count = word.utf8CodeUnitCount
    guard start >= 0, start + count <= bytes.count else { return false }
    for offset in 0..<count {
      let byte = bytes[start + offset]
      guard word.utf8Start[offset] == (ignoringCase ? ASCII.lowercased(byte) : byte) else { return false }
    }
    return true
  }

  /// Whether a token may begin here: no letter or digit stands before, unless as the end of an escape such as `\n` or `%3D`.
  @inline(__always)
  func isStart(_ index: Int) -> Bool {
    guard ASCII.isAlphanumeric(self[index - 1]) else { return true }
    return self[index - 2] == UInt8(ascii: "\\") || self[index - 3] == UInt8(ascii: "%")
  }

  /// The end of the run of bytes of one kind that begins at an index.
  @inline(__always)
  mutating func end(from start: Int, limit: Int = .max, while isOfKind: (UInt8) -> Bool) -> Int {
    var index = start
    let last = limit < bytes.count - start ? start + limit : bytes.count
    while index < last, isOfKind(bytes[index]) { index += 1 }
    work += index - start + 1
    return index
  }

  /// The start of the run of bytes of one kind that ends at an index.
  @inline(__always)
  mutating func start(to end: Int, limit: Int = .max, while isOfKind: (UInt8) -> Bool) -> Int {
    var index = end
    let first = limit < end - floor ? end - limit : floor
    while index > first, isOfKind(bytes[index - 1]) { index -= 1 }
    work += end - index + 1
    return index
  }
}

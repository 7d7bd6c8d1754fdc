/// A text with one layer of escapes undone, and where its bytes stood: percent-encoding, else the escapes of JSON and code, else HTML's.
struct UnescapedText {
  /// Where plain bytes go on behind an escape, here and in the text that it was.
  private struct Step {
    let position: Int
    let original: Int
  }

  private(set) var bytes: [UInt8] = []
  private var steps: [Step] = []

  private let isMapped: Bool

  /// Undoes one layer; `nil` where there is none. Only where it is mapped can it be asked where something stood; most texts never are.
  init?(_ text: UnsafeBufferPointer<UInt8>, isMapped: Bool) {
    self.isMapped = isMapped
    if text.contains(UInt8(ascii: "%")), undoPercent(text, plusIsSpace: !text.contains(0x20)) { return }
    if text.contains(UInt8(ascii: "\\")), undo(text, at: UInt8(ascii: "\\"), { Self.backslash(text, $0) }) { return }
    guard text.contains(UInt8(ascii: "&")), undo(text, at: UInt8(ascii: "&"), { Self.entity(text, $0) }) else { return nil }
  }

  /// Where a range of the bytes stood in the text.
  func original(_ range: Range<Int>) -> Range<Int> { original(range.lowerBound)..<original(range.upperBound) }

  private func original(_ position: Int) -> Int {
    var low = 0
    var high = steps.count
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].position <= position { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return position }
    return steps[low - 1].original + position - steps[low - 1].position
  }

  /// What an escape stands for, and how long it is.
  private typealias Escape = (scalar: UInt32, isByte: Bool, length: Int)

  /// Undoes one kind of escape; whether there was one.
  private mutating func undo(
    _ text: UnsafeBufferPointer<UInt8>, at sign: UInt8, _ read: (Int) -> Escape?
  ) -> Bool {
    bytes.reserveCapacity(text.count)
    var hasEscape = false
    var index = 0
    while index < text.count {
      let byte = text[index]
      guard byte == sign, let escape = read(index) else {
        bytes.append(byte)
        index += 1
        continue
      }
      if escape.isByte {
        bytes.append(UInt8(truncatingIfNeeded: escape.scalar))
      } else if let scalar = Unicode.Scalar(escape.scalar) {
        bytes.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
      }
      index += escape.length
      hasEscape = true
      if isMapped { steps.append(Step(position: bytes.count, original: index)) }
    }
    if !hasEscape { bytes.removeAll() }
    return hasEscape
  }

  /// Undoes percent-encoding, the escape that most texts are full of; whether there was some.
  private mutating func undoPercent(_ text: UnsafeBufferPointer<UInt8>, plusIsSpace: Bool) -> Bool {
    var steps: [Step] = []
    var hasEscape = false
    bytes = Array(unsafeUninitializedCapacity: text.count) { unescaped, count in
      var index = 0
      while index < text.count {
        var byte = text[index]
        index += 1
        if byte == UInt8(ascii: "%"), index + 1 < text.count, ASCII.isHexadecimal(text[index]), ASCII.isHexadecimal(text[index + 1]) {
          byte = ASCII.hexadecimalValue(text[index]) << 4 | ASCII.hexadecimalValue(text[index + 1])
          index += 2
          hasEscape = true
          if isMapped { steps.append(Step(position: count + 1, original: index)) }
        } else if plusIsSpace, byte == UInt8(ascii: "+") {
          byte = 0x20
        }
        unescaped[count] = byte
        count += 1
      }
    }
    self.steps = steps
    if !hasEscape { bytes.removeAll() }
    return hasEscape
  }

  private static func backslash(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Escape? {
    guard index + 1 < text.count else { return nil }
    switch text[index + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "'"): return (UInt32(text[index + 1]), true, 2)
    case UInt8(ascii: "n"): return (0x0A, true, 2)
    case UInt8(ascii: "r"): return (0x0D, true, 2)
    case UInt8(ascii: "t"): return (0x09, true, 2)
    case UInt8(ascii: "b"), UInt8(ascii: "f"): return (0x20, true, 2)
    case UInt8(ascii: "x"): return digits(text, index + 2, 2).map { ($0, true, 4) }
    case UInt8(ascii: "u"): return unicode(text, index)
    default: return nil
    }
  }

  private static func unicode(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Escape? {
    guard let code = digits(text, index + 2, 4) else { return nil }
    if (0xD800..<0xDC00).contains(code), index + 7 < text.count, text[index + 6] == UInt8(ascii: "\\"),
      text[index + 7] == UInt8(ascii: "u"),
      let low = digits(text, index + 8, 4), (0xDC00..<0xE000).contains(low)
    {
      return (0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00), false, 12)
    }
    return (0xD800..<0xE000).contains(code) ? nil : (code, false, 6)
  }

  private static let entities: [(name: StaticString, scalar: UInt32)] = [
    ("&quot;", 0x22), ("&amp;", 0x26), ("&lt;", 0x3C), ("&gt;", 0x3E), ("&apos;", 0x27), ("&#39;", 0x27), ("&#34;", 0x22), ("&#61;", 0x3D),
    ("&#x3D;", 0x3D), ("&#x27;", 0x27), ("&#x22;", 0x22),
  ]

  private static func entity(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Escape? {
    for entity in entities {
      let count = entity.name.utf8CodeUnitCount
      guard index + count <= text.count, (1..<count).allSatisfy({ text[index + $0] == entity.name.utf8Start[$0] }) else { continue }
      return (entity.scalar, true, count)
    }
    return nil
  }

  /// The number that hexadecimal digits write.
  private static func digits(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> UInt32? {
    guard start + count <= text.count else { return nil }
    var number: UInt32 = 0
    for index in start..<start + count {
      guard let value = PercentEncoding.value(text[index]) else { return nil }
      number = number << 4 | UInt32(value)
    }
    return number
  }
}

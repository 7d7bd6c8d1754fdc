/// Tells whether text is a JSON object, without making a value of it: for text that was written here and is handed on as it is.
///
/// Numbers are taken by their characters; whether they keep DynamoDB's bounds was seen to when they were written.
package enum JSONShape {
  private enum Expected {
    case value
    case name
    case firstNameOrEnd
    case firstValueOrEnd
    case separator
  }

  /// Whether the whole text is one object in UTF-8, without space around it.
  package static func isObject(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.first == UInt8(ascii: "{") else { return false }
    var closers: [UInt8] = []
    var expected = Expected.value
    var index = 0
    repeat {
      guard index < bytes.count else { return false }
      let byte = bytes[index]
      switch (expected, byte) {
      case (_, 0x20), (_, 0x0A), (_, 0x0D), (_, 0x09): index += 1
      case (.firstNameOrEnd, UInt8(ascii: "}")), (.firstValueOrEnd, UInt8(ascii: "]")), (.separator, UInt8(ascii: "}")),
        (.separator, UInt8(ascii: "]")):
        guard closers.popLast() == byte else { return false }
        expected = .separator
        index += 1
      case (.separator, UInt8(ascii: ",")):
        expected = closers.last == UInt8(ascii: "}") ? .name : .value
        index += 1
      case (.separator, _): return false
      case (.name, _), (.firstNameOrEnd, _):
        guard byte == UInt8(ascii: "\""), let end = endOfString(bytes, index), end < bytes.count, bytes[end] == UInt8(ascii: ":") else {
          return false
        }
        index = end + 1
        expected = .value
      case (_, UInt8(ascii: "{")), (_, UInt8(ascii: "[")):
        closers.append(byte + 2)
        expected = byte == UInt8(ascii: "{") ? .firstNameOrEnd : .firstValueOrEnd
        index += 1
      default:
        guard let end = byte == UInt8(ascii: "\"") ? endOfString(bytes, index) : endOfWord(bytes, index) else { return false }
        index = end
        expected = .separator
      }
    } while !closers.isEmpty
    return index == bytes.count
  }

  /// The place behind a string that begins here.
  private static func endOfString(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
    var index = start + 1
    var seen: UInt8 = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte > UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
        seen |= byte
        index += 1
        continue
      }
      switch byte {
      case UInt8(ascii: "\""):
        let text = UnsafeBufferPointer(rebasing: bytes[(start + 1)..<index])
        return seen < 0x80 || String(validating: text, as: UTF8.self) != nil ? index + 1 : nil
      case UInt8(ascii: "\\"): index += 2
      case 0..<0x20: return nil
      default: index += 1
      }
    }
    return nil
  }

  /// The place behind a number, `true`, `false` or `null` that begins here.
  private static func endOfWord(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
    let text = bytes[start...].prefix { byte in
      switch byte {
      case 0x30...0x39, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "E"): true
      default: false
      }
    }
    guard let first = text.first else { return nil }
    let isNumber = first == UInt8(ascii: "-") || (0x30...0x39).contains(first)
    let isKnown = isNumber ? !text.contains { (0x61...0x7A).contains($0) && $0 != UInt8(ascii: "e") } : isWord(text)
    return isKnown ? text.endIndex : nil
  }

  private static func isWord(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    text.elementsEqual("true".utf8) || text.elementsEqual("false".utf8) || text.elementsEqual("null".utf8)
  }
}

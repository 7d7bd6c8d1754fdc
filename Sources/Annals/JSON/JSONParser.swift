/// Reads JSON text (RFC 8259) into values whose numbers keep every digit.
///
/// The cost is linear in the text. Containers nested deeper than the limit are replaced by a marker, not followed, so that hostile depth can
/// neither overflow the stack nor stall the reader. A name that comes twice in one object is refused: two readers could take it two ways.
package struct JSONParser {
  /// Levels of nesting that a state may have; what lies deeper becomes a marker.
  package static let maximumDepth = 100
  /// Levels that are read: those of a state, and those of the record and the list that it may come in.
  private static let readDepth = maximumDepth + 4

  private let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0

  private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The value of a whole text.
  package static func parse(_ text: String) throws(HistoryError) -> JSONValue {
    var text = text
    let result: Result<JSONValue, HistoryError> = text.withUTF8 { parseResult($0) }
    return try result.get()
  }

  /// The value of a whole text in UTF-8.
  package static func parse(_ bytes: some Sequence<UInt8>) throws(HistoryError) -> JSONValue {
    let result: Result<JSONValue, HistoryError> =
      bytes.withContiguousStorageIfAvailable { parseResult($0) }
      ?? Array(bytes).withUnsafeBufferPointer { parseResult($0) }
    return try result.get()
  }

  private static func parseResult(_ bytes: UnsafeBufferPointer<UInt8>) -> Result<JSONValue, HistoryError> {
    var parser = JSONParser(bytes)
    do throws(HistoryError) {
      let value = try parser.value(depth: 0)
      parser.skipSpace()
      guard parser.index == bytes.count else { throw parser.problem("unexpected text after the value: send one value") }
      return .success(value)
    } catch {
      return .failure(error)
    }
  }

  private func problem(_ what: String, at position: Int? = nil) -> HistoryError {
    HistoryError(.invalidJSON, "not JSON at byte \((position ?? index) + 1) of \(bytes.count): \(what)")
  }

  private mutating func skipSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x0A, 0x0D, 0x09: index += 1
      default: return
      }
    }
  }

  private mutating func value(depth: Int) throws(HistoryError) -> JSONValue {
    skipSpace()
    guard index < bytes.count else { throw problem("the text ends where a value should begin") }
    switch bytes[index] {
    case UInt8(ascii: "{"):
      return depth < Self.readDepth ? .object(try object(depth: depth)) : try skipContainer()
    case UInt8(ascii: "["):
      return depth < Self.readDepth ? .array(try array(depth: depth)) : try skipContainer()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), 0x30...0x39: return .number(try number())
    case 0xEF where index == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]):
      throw problem("the text begins with a byte order mark: leave it out")
    default: throw problem("a value begins with { [ \" - a digit, or is true, false or null")
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(HistoryError) -> JSONValue {
    let count = word.utf8CodeUnitCount
    let matches = index + count <= bytes.count && (0..<count).allSatisfy { bytes[index + $0] == word.utf8Start[$0] }
    guard matches else { throw problem("expected \(word)") }
    index += count
    return value
  }

  private mutating func number() throws(HistoryError) -> JSONNumber {
    let start = index
    while index < bytes.count {
      switch bytes[index] {
      case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): index += 1
      default:
        return try number(from: start)
      }
    }
    return try number(from: start)
  }

  private func number(from start: Int) throws(HistoryError) -> JSONNumber {
    let text = UnsafeBufferPointer(rebasing: bytes[start..<index])
    // Up to 18 plain digits cannot break a bound; the grammar is checked for everything else.
    let isPlain = text.count <= 18 && text[0] != 0x30 && text.allSatisfy { (0x30...0x39).contains($0) }
    if !isPlain, let what = JSONNumberGrammar.problem(in: text) {
      throw problem("the number \(String(decoding: text.prefix(48), as: UTF8.self)) \(what)", at: start)
    }
    return JSONNumber(validated: String(unsafeUninitializedCapacity: text.count) { $0.initialize(fromContentsOf: text) })
  }

  private mutating func array(depth: Int) throws(HistoryError) -> [JSONValue] {
    index += 1
    var elements: [JSONValue] = []
    skipSpace()
    if index < bytes.count, bytes[index] == UInt8(ascii: "]") {
      index += 1
      return elements
    }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      guard index < bytes.count else { throw problem("the array is not closed") }
      index += 1
      switch bytes[index - 1] {
      case UInt8(ascii: ","): continue
      case UInt8(ascii: "]"): return elements
      default: throw problem("expected , or ] in an array", at: index - 1)
      }
    }
  }

  private mutating func object(depth: Int) throws(HistoryError) -> JSONObject {
    let start = index
    index += 1
    var members: [JSONObject.Member] = []
    skipSpace()
    if index < bytes.count, bytes[index] == UInt8(ascii: "}") {
      index += 1
      return JSONObject()
    }
    while true {
      skipSpace()
      let name = try name()
      members.append(.init(name: name, value: try value(depth: depth + 1)))
      skipSpace()
      guard index < bytes.count else { throw problem("the object is not closed") }
      index += 1
      switch bytes[index - 1] {
      case UInt8(ascii: ","): continue
      case UInt8(ascii: "}"):
        let object = JSONObject(unordered: members)
        guard object.count == members.count else {
          throw problem("an object has one name twice: send each name once", at: start)
        }
        return object
      default: throw problem("expected , or } in an object", at: index - 1)
      }
    }
  }

  /// Steps over a container that lies too deep, without recursion, and stands a marker in its place.
  private mutating func skipContainer() throws(HistoryError) -> JSONValue {
    let start = index
    var closers: [UInt8] = []
    repeat {
      if let closer = try opener() {
        closers.append(closer)
        skipSpace()
        if index < bytes.count, bytes[index] != closer {
          if closer == UInt8(ascii: "}") { _ = try name() }
          continue
        }
      } else {
        _ = try value(depth: Self.readDepth)
      }
      try skipClosers(&closers)
    } while !closers.isEmpty
    return .string("[TRUNCATED: nested over \(Self.maximumDepth) levels, \(index - start) bytes]")
  }

  /// Steps over the beginning of a container and returns the byte that will end it; `nil` where another value begins.
  private mutating func opener() throws(HistoryError) -> UInt8? {
    skipSpace()
    guard index < bytes.count else { throw problem("the text ends where a value should begin") }
    switch bytes[index] {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      index += 1
      return bytes[index - 1] + 2
    default: return nil
    }
  }

  /// Steps over the ends of containers, up to the value that follows a comma.
  private mutating func skipClosers(_ closers: inout [UInt8]) throws(HistoryError) {
    while let closer = closers.last {
      skipSpace()
      guard index < bytes.count else { throw problem("a container is not closed") }
      index += 1
      switch bytes[index - 1] {
      case closer: closers.removeLast()
      case UInt8(ascii: ","):
        if closer == UInt8(ascii: "}") {
          skipSpace()
          _ = try name()
        }
        return
      default: throw problem("expected , or \(Character(Unicode.Scalar(closer))) in a container", at: index - 1)
      }
    }
  }

  /// The name of a member and the colon behind it.
  private mutating func name() throws(HistoryError) -> String {
    guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw problem("expected a name in quotes") }
    let name = try string()
    skipSpace()
    guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { throw problem("expected : after a name") }
    index += 1
    return name
  }

  private mutating func string() throws(HistoryError) -> String {
    index += 1
    let start = index
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""):
        let slice = UnsafeBufferPointer(rebasing: bytes[start..<index])
        guard let text = String(checking: slice) else { throw problem("the string is not UTF-8", at: start) }
        index += 1
        return text
      case UInt8(ascii: "\\"): return try escapedString(from: start)
      case 0..<0x20: throw problem("a control character stands unescaped in a string: write it as \\u00XX")
      default: index += 1
      }
    }
    throw problem("the string is not closed", at: start - 1)
  }

  private mutating func escapedString(from start: Int) throws(HistoryError) -> String {
    var text = Array(bytes[start..<index])
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw problem("the string is not UTF-8", at: start) }
        return string
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<0x20: throw problem("a control character stands unescaped in a string: write it as \\u00XX", at: index - 1)
      default: text.append(byte)
      }
    }
    throw problem("the string is not closed", at: start - 1)
  }

  private mutating func escape(into text: inout [UInt8]) throws(HistoryError) {
    guard index < bytes.count else { throw problem("the text ends in an escape") }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if (0xD800..<0xDC00).contains(code), index + 1 < bytes.count, bytes[index] == 0x5C, bytes[index + 1] == UInt8(ascii: "u") {
        index += 2
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { throw problem("half of a surrogate pair stands alone", at: index - 6) }
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw problem("half of a surrogate pair stands alone", at: index - 6) }
      text.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
    default: throw problem("an escape is one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX", at: index - 2)
    }
  }

  private mutating func hexadecimal() throws(HistoryError) -> UInt32 {
    guard index + 4 <= bytes.count else { throw problem("\\u needs four hexadecimal digits") }
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue else { throw problem("\\u needs four hexadecimal digits") }
      code = code << 4 | UInt32(digit)
      index += 1
    }
    return code
  }
}

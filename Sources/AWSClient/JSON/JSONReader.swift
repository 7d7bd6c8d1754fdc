/// Reads JSON (RFC 8259) from bytes, member by member, without building a tree.
///
/// The cost is linear in the bytes; nesting deeper than the limit is refused, so that a hostile reply cannot overflow the stack.
struct JSONReader {
  /// What is wrong with the bytes.
  struct Fault: Error {
    let what: String
    let position: Int
  }

  /// Levels of nesting that are read; DynamoDB nests 32, each two levels of JSON.
  static let maximumDepth = 128

  private let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0
  private var depth = 0

  private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// Reads one whole document.
  static func read<Value>(_ bytes: [UInt8], _ body: (inout JSONReader) throws(Fault) -> Value) throws(Fault) -> Value {
    let result: Result<Value, Fault> = bytes.withUnsafeBufferPointer { buffer in
      var reader = JSONReader(buffer)
      do throws(Fault) {
        let value = try body(&reader)
        reader.skipSpace()
        guard reader.index == buffer.count else { throw reader.fault("more after the end") }
        return .success(value)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  func fault(_ what: String) -> Fault { Fault(what: what, position: index) }

  // MARK: Containers

  /// Reads an object; the body reads each member's value, or skips it.
  mutating func object(_ member: (inout JSONReader, String) throws(Fault) -> Void) throws(Fault) {
    try enter(UInt8(ascii: "{"))
    if take(UInt8(ascii: "}")) { return depth -= 1 }
    repeat {
      let name = try string()
      guard take(UInt8(ascii: ":")) else { throw fault("expected :") }
      try member(&self, name)
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw fault("expected , or }") }
    depth -= 1
  }

  /// Reads an array; the body reads each element.
  mutating func array<Element>(_ element: (inout JSONReader) throws(Fault) -> Element) throws(Fault) -> [Element] {
    var elements: [Element] = []
    try enter(UInt8(ascii: "["))
    if take(UInt8(ascii: "]")) {
      depth -= 1
      return elements
    }
    repeat { elements.append(try element(&self)) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw fault("expected , or ]") }
    depth -= 1
    return elements
  }

  /// Reads an object whose values are all of one kind.
  mutating func dictionary<Value>(_ value: (inout JSONReader) throws(Fault) -> Value) throws(Fault) -> [String: Value] {
    var values: [String: Value] = [:]
    try object { (reader, name) throws(Fault) in values[name] = try value(&reader) }
    return values
  }

  // MARK: Values

  mutating func bool() throws(Fault) -> Bool {
    if word("true") { return true }
    if word("false") { return false }
    throw fault("expected true or false")
  }

  /// Reads `null` where it stands.
  mutating func null() -> Bool { word("null") }

  /// The number's text, digit by digit as it came.
  mutating func number() throws(Fault) -> String {
    skipSpace()
    let start = index
    while index < bytes.count {
      switch bytes[index] {
      case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
        index += 1
        continue
      default: break
      }
      break
    }
    guard index > start else { throw fault("expected a number") }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  mutating func double() throws(Fault) -> Double {
    let text = try number()
    guard let value = Double(text) else { throw fault("expected a number") }
    return value
  }

  mutating func int() throws(Fault) -> Int {
    let text = try number()
    guard let value = Int(text) ?? Double(text).flatMap({ Int(exactly: $0) }) else { throw fault("expected a whole number") }
    return value
  }

  mutating func string() throws(Fault) -> String {
    let (content, isEscaped) = try stringBytes()
    return isEscaped ? try unescaped(content) : String(decoding: content, as: UTF8.self)
  }

  mutating func base64() throws(Fault) -> [UInt8] {
    let (content, isEscaped) = try stringBytes()
    var decoded: [UInt8]?
    if isEscaped {
      var text = try unescaped(content)
      decoded = text.withUTF8 { Base64.decode($0) }
    } else {
      decoded = Base64.decode(content)
    }
    guard let decoded else { throw fault("expected Base64") }
    return decoded
  }

  /// Passes over a value of any kind.
  mutating func skip() throws(Fault) {
    skipSpace()
    guard index < bytes.count else { throw fault("ends where a value should begin") }
    switch bytes[index] {
    case UInt8(ascii: "{"): try object { (reader, _) throws(Fault) in try reader.skip() }
    case UInt8(ascii: "["): _ = try array { (reader) throws(Fault) in try reader.skip() }
    case UInt8(ascii: "\""): _ = try stringBytes()
    case UInt8(ascii: "t"), UInt8(ascii: "f"): _ = try bool()
    case UInt8(ascii: "n"): guard null() else { throw fault("expected null") }
    default: _ = try number()
    }
  }

  // MARK: Parts

  private mutating func skipSpace() {
    while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x0A || bytes[index] == 0x0D || bytes[index] == 0x09 { index += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func enter(_ byte: UInt8) throws(Fault) {
    guard take(byte) else { throw fault("expected \(byte == UInt8(ascii: "{") ? "an object" : "an array")") }
    depth += 1
    guard depth <= Self.maximumDepth else { throw fault("nested deeper than \(Self.maximumDepth) levels") }
  }

  private mutating func word(_ word: StaticString) -> Bool {
    skipSpace()
    let count = word.utf8CodeUnitCount
    guard index + count <= bytes.count else { return false }
    for offset in 0..<count where bytes[index + offset] != word.utf8Start[offset] { return false }
    index += count
    return true
  }

  /// The bytes between the quotes, and whether there are escapes among them.
  private mutating func stringBytes() throws(Fault) -> (UnsafeBufferPointer<UInt8>, isEscaped: Bool) {
    guard take(UInt8(ascii: "\"")) else { throw fault("expected a string") }
    let start = index
    var isEscaped = false
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        index += 1
        return (UnsafeBufferPointer(rebasing: bytes[start..<(index - 1)]), isEscaped)
      }
      guard byte >= 0x20 else { throw fault("a control character in a string") }
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
        index += 1
      }
      index += 1
    }
    index = bytes.count
    throw fault("a string without end")
  }

  private func unescaped(_ content: UnsafeBufferPointer<UInt8>) throws(Fault) -> String {
    guard let text = JSONEscapes.decode(content) else { throw fault("an escape that is none") }
    return text
  }
}

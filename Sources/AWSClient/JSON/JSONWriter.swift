/// Writes JSON (RFC 8259) straight into bytes.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private var isFirst = true

  init(capacity: Int = 512) { bytes.reserveCapacity(capacity) }

  // MARK: Values

  mutating func object(_ members: (inout JSONWriter) -> Void) { enclosed(UInt8(ascii: "{"), UInt8(ascii: "}"), members) }

  mutating func array<Elements: Sequence>(_ elements: Elements, _ write: (inout JSONWriter, Elements.Element) -> Void) {
    enclosed(UInt8(ascii: "["), UInt8(ascii: "]")) { writer in
      for element in elements {
        writer.separate()
        write(&writer, element)
      }
    }
  }

  mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      var start = 0
      var index = 0
      while index < utf8.count {
        let byte = utf8[index]
        if byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") {
          index += 1
          continue
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<index]))
        escape(byte)
        index += 1
        start = index
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<index]))
    }
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func base64(_ value: [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    Base64.encode(value, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func bool(_ value: Bool) { bytes.append(contentsOf: (value ? "true" : "false").utf8) }
  mutating func int(_ value: Int) { bytes.append(contentsOf: String(value).utf8) }

  // MARK: Members; those that are nil are left out

  mutating func name(_ name: String) {
    separate()
    string(name)
    bytes.append(UInt8(ascii: ":"))
  }

  mutating func field(_ name: String, _ value: String?) {
    guard let value else { return }
    self.name(name)
    string(value)
  }

  mutating func field(_ name: String, _ value: Int?) {
    guard let value else { return }
    self.name(name)
    int(value)
  }

  mutating func field(_ name: String, _ value: Bool?) {
    guard let value else { return }
    self.name(name)
    bool(value)
  }

  mutating func field<Value: RawRepresentable<String>>(_ name: String, _ value: Value?) { field(name, value?.rawValue) }

  /// A member that is an array; left out where it is empty.
  mutating func field<Elements: Collection>(_ name: String, _ elements: Elements?, _ write: (inout JSONWriter, Elements.Element) -> Void) {
    guard let elements, !elements.isEmpty else { return }
    self.name(name)
    array(elements, write)
  }

  /// A member that is an object of values by name; left out where it is empty.
  mutating func field<Value>(_ name: String, _ values: [String: Value], _ write: (inout JSONWriter, Value) -> Void) {
    guard !values.isEmpty else { return }
    self.name(name)
    object { writer in
      for (name, value) in values {
        writer.name(name)
        write(&writer, value)
      }
    }
  }

  // MARK: Parts

  private mutating func enclosed(_ open: UInt8, _ close: UInt8, _ content: (inout JSONWriter) -> Void) {
    bytes.append(open)
    isFirst = true
    content(&self)
    bytes.append(close)
    isFirst = false
  }

  private mutating func separate() {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
  }

  private mutating func escape(_ byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    default:
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(Hexadecimal.upper[Int(byte >> 4)])
      bytes.append(Hexadecimal.upper[Int(byte & 15)])
    }
  }
}

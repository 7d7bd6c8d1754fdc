/// Writes JSON text: members in the object's order, no white space, only what must be escaped is.
package struct JSONWriter {
  /// The text so far, as UTF-8.
  package private(set) var bytes: [UInt8] = []

  /// A writer with room for this many bytes.
  package init(capacity: Int = 512) { bytes.reserveCapacity(capacity) }

  /// The text of a value.
  package static func text(of value: JSONValue) -> String {
    var writer = JSONWriter()
    writer.write(value)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The text of an object.
  package static func text(of object: JSONObject) -> String { text(of: .object(object)) }

  /// Writes a value.
  package mutating func write(_ value: JSONValue) {
    switch value {
    case .null: write(raw: "null")
    case .bool(let value): write(raw: value ? "true" : "false")
    case .number(let number): bytes.append(contentsOf: number.description.utf8)
    case .string(let text): write(string: text)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        write(element)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let object): write(object)
    }
  }

  /// Writes an object.
  package mutating func write(_ object: JSONObject) {
    bytes.append(UInt8(ascii: "{"))
    for (index, member) in object.members.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      write(string: member.name)
      bytes.append(UInt8(ascii: ":"))
      write(member.value)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  /// Writes text that is JSON already.
  package mutating func write(raw text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// Writes text that is JSON already, such as a stored state.
  package mutating func write(json text: String) { bytes.append(contentsOf: text.utf8) }

  /// Writes text in UTF-8 that is JSON already.
  package mutating func write(json text: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: text) }

  /// Writes a string in quotes.
  package mutating func write(string text: String) {
    bytes.append(UInt8(ascii: "\""))
    write(escaping: text)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Writes what stands between a string's quotes.
  package mutating func write(escaping text: String) {
    var text = text
    text.withUTF8 { utf8 in
      var start = 0
      for index in 0..<utf8.count {
        let byte = utf8[index]
        guard byte < 0x20 || byte == 0x22 || byte == 0x5C else { continue }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<index]))
        escape(byte)
        start = index + 1
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
    }
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case 0x22: write(raw: "\\\"")
    case 0x5C: write(raw: "\\\\")
    case 0x0A: write(raw: "\\n")
    case 0x0D: write(raw: "\\r")
    case 0x09: write(raw: "\\t")
    default:
      let digits = Array("0123456789abcdef".utf8)
      write(raw: "\\u00")
      bytes.append(digits[Int(byte >> 4)])
      bytes.append(digits[Int(byte & 15)])
    }
  }
}

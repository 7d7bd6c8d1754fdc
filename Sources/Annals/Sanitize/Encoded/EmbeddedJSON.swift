/// JSON held in a string.
enum EmbeddedJSON {
  /// Whether a text begins as JSON does that can hold a secret: an object, an array, or a string that holds them.
  static func mayBegin(_ text: String) -> Bool {
    for byte in text.utf8 {
      if ASCII.isSpace(byte) { continue }
      return byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "\"")
    }
    return false
  }

  /// Whether JSON may nest deeper than is read; brackets within strings can make it look so.
  static func mayNestDeeply(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var depth = 0
      for byte in bytes {
        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
        if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { depth -= 1 }
        if depth > JSONParser.maximumDepth { return true }
      }
      return false
    }
  }
}

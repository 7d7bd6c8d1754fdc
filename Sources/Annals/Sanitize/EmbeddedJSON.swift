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

/// JSON held in a form's value, as webhooks send it: `payload=%7B%22…`.
enum EncodedForm {
  /// Whether a value begins as encoded JSON does.
  static func mayHoldJSON(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.count > 8 else { return false }
      for index in 0..<bytes.count - 3 where bytes[index] == UInt8(ascii: "=") && begins(bytes[(index + 1)...]) { return true }
      return false
    }
  }

  /// The form with each such value replaced; `nil` where none is. The values are given decoded.
  static func replacing(in text: String, by transform: (String) -> String?) -> String? {
    var parts = text.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false).map { Array($0) }
    var isChanged = false
    for (index, part) in parts.enumerated() {
      guard let sign = part.firstIndex(of: UInt8(ascii: "=")), begins(part[(sign + 1)...]),
        let value = String(validating: PercentEncoding.decoded(part[(sign + 1)...]), as: UTF8.self), let replaced = transform(value)
      else { continue }
      parts[index] = part[...sign] + PercentEncoding.encoded(replaced)
      isChanged = true
    }
    return isChanged ? String(decoding: Array(parts.joined(separator: [UInt8(ascii: "&")])), as: UTF8.self) : nil
  }

  private static func begins(_ value: some Collection<UInt8>) -> Bool {
    let beginning = Array(value.prefix(3))
    return beginning.starts(with: "%7B".utf8) || beginning.starts(with: "%7b".utf8) || beginning.starts(with: "%5B".utf8) || beginning.starts(with: "%5b".utf8)
  }
}

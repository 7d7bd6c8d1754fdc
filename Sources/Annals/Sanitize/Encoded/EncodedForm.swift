/// JSON held in a form's value, as webhooks send it: `payload=%7B%22…`.
enum EncodedForm {
  /// Whether a value begins as an encoded object or array does.
  static func beginsJSON(_ text: ScannedText, at index: Int) -> Bool { begins(text[index], text[index + 1], text[index + 2]) }

  /// The form with each such value replaced; `nil` where none is. The values are given decoded.
  static func replacing(in text: String, by transform: (String) -> String?) -> String? {
    var parts = text.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false).map { Array($0) }
    var isChanged = false
    for (index, part) in parts.enumerated() {
      guard let sign = part.firstIndex(of: UInt8(ascii: "=")), sign + 3 < part.count,
        begins(part[sign + 1], part[sign + 2], part[sign + 3]),
        let value = String(validating: PercentEncoding.decoded(part[(sign + 1)...]), as: UTF8.self), let replaced = transform(value)
      else { continue }
      parts[index] = part[...sign] + PercentEncoding.encoded(replaced)
      isChanged = true
    }
    return isChanged ? String(decoding: Array(parts.joined(separator: [UInt8(ascii: "&")])), as: UTF8.self) : nil
  }

  private static func begins(_ sign: UInt8, _ high: UInt8, _ low: UInt8) -> Bool {
    sign == UInt8(ascii: "%") && (high == UInt8(ascii: "7") || high == UInt8(ascii: "5")) && low | 0x20 == UInt8(ascii: "b")
  }
}

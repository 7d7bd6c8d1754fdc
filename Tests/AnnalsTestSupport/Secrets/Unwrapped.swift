import Foundation

/// Texts as whoever reads them sees them, where they are written in another form.
package enum Unwrapped {
  /// A page's text with its entities as what they stand for.
  package static func page(_ html: String) -> String {
    var shown = html
    for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
      shown = shown.replacing(entity, with: character)
    }
    return shown
  }

  /// The bytes of links and forms, percent-encoded ones as what they stand for.
  package static func percents(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        let byte = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
      {
        result.append(byte)
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result
  }

  /// Mails, each line that is Base64 as what it stands for, as are words of headers (RFC 2047).
  package static func mails(_ text: String) -> String {
    text.split(separator: "\n").map { line in
      let word = line.firstRange(of: "=?utf-8?B?").map { line[$0.upperBound...].prefix { $0 != "?" } } ?? line
      return Data(base64Encoded: String(word)).map { String(decoding: $0, as: UTF8.self) } ?? String(line) + "\n"
    }.joined()
  }
}

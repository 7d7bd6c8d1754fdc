import Foundation

/// Bytes as text that is safe in URLs (RFC 4648, section 5), without padding.
package enum Base64URL {
  package static func text(of bytes: [UInt8]) -> String {
    let characters = Data(bytes).base64EncodedString().utf8.compactMap { character -> UInt8? in
      switch character {
      case UInt8(ascii: "+"): UInt8(ascii: "-")
      case UInt8(ascii: "/"): UInt8(ascii: "_")
      case UInt8(ascii: "="): nil
      default: character
      }
    }
    return String(decoding: characters, as: UTF8.self)
  }

  /// The bytes of a text; `nil` where it is none. Base64 has more than one text for the same bytes: only the one that `text(of:)` gives is taken.
  package static func bytes(in text: String) -> [UInt8]? {
    let standard = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
    let padded = standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
    guard let data = Data(base64Encoded: padded) else { return nil }
    let bytes = Array(data)
    return Self.text(of: bytes).hasSameBytes(as: text) ? bytes : nil
  }
}

public import AWSClient
import Foundation

/// The id that a key's attributes make, and the way back.
///
/// One attribute is the id as it is. Of several, each has `%` and `#` written as `%25` and `%23`, and `#` stands between them, so that no two
/// keys share an id.
public struct ResourceIDParts: Hashable, Sendable {
  /// The attributes' texts, in the order of the description: texts as they are, numbers without zeros that count nothing, bytes in Base64.
  public let texts: [String]

  /// The parts that a key gives; an attribute that is not there is an empty text.
  public init(_ names: [String], of key: AttributeMap) { texts = names.map { Self.text(of: key[$0]) } }

  /// The parts of an id that was made of so many attributes; `nil` where it was not.
  public init?(id: String, count: Int) {
    guard count > 1 else {
      texts = [id]
      return
    }
    let parts = id.utf8.split(separator: UInt8(ascii: "#"), omittingEmptySubsequences: false).map { String(Substring($0)) }
    guard parts.count == count else { return nil }
    texts = parts.map { $0.replacing("%23", with: "#").replacing("%25", with: "%") }
  }

  init(texts: [String]) { self.texts = texts }

  /// The id.
  public var joined: String {
    guard texts.count > 1 else { return texts.first ?? "" }
    return texts.map { $0.replacing("%", with: "%25").replacing("#", with: "%23") }.joined(separator: "#")
  }

  static func text(of value: AttributeValue?) -> String {
    switch value {
    case .s(let text)?: text
    case .n(let text)?: ExactDecimal(text)?.text ?? text
    case .b(let bytes)?: Data(bytes).base64EncodedString()
    default: ""
    }
  }
}

import AWSClient
import Annals

extension KeptText {
  /// The text as a map inside an item.
  var attribute: AttributeValue { ["sha256": .b(digest.bytes), "length": .n(length), "zlib": .b(compressed)] }

  /// A text from a map inside an item; `nil` where it is none.
  init?(attribute: AttributeValue) {
    guard let map = attribute.map, let digest = map["sha256"]?.bytes.flatMap(TextDigest.init(bytes:)), let length = map["length"]?.int,
      let compressed = map["zlib"]?.bytes
    else { return nil }
    self.init(digest: digest, length: length, compressed: compressed)
  }
}

import AWSClient
import Annals
import Foundation

/// The items of one kept text: its head, its parts and its references.
struct TextItems: Sendable {
  static let data = "data"
  static let touched = "touched"
  static let referencePrefix = "REF#"
  /// Bytes of a part, under DynamoDB's 400 KB an item.
  private static let partSize = 350 * 1024
  /// Seconds that a text outlives the record it was written for, so that not every later record writes it anew.
  static let slack = 30 * 86_400

  let partition: String

  init(_ digest: TextDigest) { partition = "HISTORY#TEXT#\(digest)" }

  var head: ItemKey { ItemKey(partition, "HEAD") }

  func partKeys(of head: TextHead) -> [ItemKey] { (0..<head.parts).map { partKey(head.generation, $0) } }

  private func partKey(_ generation: String, _ index: Int) -> ItemKey {
    let number = String(index + 1)
    return ItemKey(partition, "PART#\(generation)#" + String(repeating: "0", count: max(0, 4 - number.count)) + number)
  }

  func referenceKey(of record: ItemKey) -> ItemKey {
    ItemKey(partition, Self.referencePrefix + TextDigest(of: "\(record.partition)\u{0}\(record.sort)").description)
  }

  func reference(of record: ItemKey, expiry: Int?) -> AttributeMap { withExpiry(referenceKey(of: record).attributes, expiry) }

  func parts(of text: KeptText, generation: String, expiry: Int?) -> [AttributeMap] {
    let bytes = text.compressed
    let starts = bytes.isEmpty ? [0] : Array(stride(from: 0, to: bytes.count, by: Self.partSize))
    return starts.enumerated().map { index, start in
      var item = partKey(generation, index).attributes
      item[Self.data] = .b(Array(bytes[start..<min(start + Self.partSize, bytes.count)]))
      return withExpiry(item, expiry)
    }
  }

  /// Touches the head where it lasts long enough.
  func touch(until expiry: Int?, in table: String) -> UpdateItem {
    var update = UpdateItem(tableName: table, key: head.attributes)
    update.updateExpression = "SET #t = :t"
    update.expressionAttributeNames = ["#t": Self.touched, "#e": Attribute.expiry]
    update.expressionAttributeValues = [":t": .s(UUID().uuidString.lowercased())]
    if let expiry {
      update.conditionExpression = "attribute_exists(PK) AND (attribute_not_exists(#e) OR #e >= :e)"
      update.expressionAttributeValues[":e"] = .n(expiry)
    } else {
      update.conditionExpression = "attribute_exists(PK) AND attribute_not_exists(#e)"
    }
    return update
  }

  /// Writes the head where there is none, or where it is still the one that was seen.
  func putHead(
    of text: KeptText, generation: String, parts: Int, expiry: Int?, replacing seen: TextHead?, in table: String
  ) -> UpdateItem {
    var update = UpdateItem(tableName: table, key: head.attributes)
    update.updateExpression = "SET #g = :g, #p = :p, #l = :l, #t = :t" + (expiry == nil ? " REMOVE #e" : ", #e = :e")
    update.expressionAttributeNames = ["#g": "generation", "#p": "parts", "#l": "length", "#t": Self.touched, "#e": Attribute.expiry]
    update.expressionAttributeValues = [
      ":g": .s(generation), ":p": .n(parts), ":l": .n(text.length), ":t": .s(UUID().uuidString.lowercased()),
    ]
    if let expiry { update.expressionAttributeValues[":e"] = .n(expiry) }
    if let seen {
      update.conditionExpression = "#t = :seen"
      update.expressionAttributeValues[":seen"] = .s(seen.touched)
    } else {
      update.conditionExpression = "attribute_not_exists(PK)"
    }
    return update
  }

  private func withExpiry(_ item: AttributeMap, _ expiry: Int?) -> AttributeMap {
    var item = item
    if let expiry { item[Attribute.expiry] = .n(expiry) }
    return item
  }
}

/// What the head of a kept text says.
struct TextHead: Sendable {
  let generation: String
  let parts: Int
  let length: Int
  let touched: String

  init?(_ item: AttributeMap) {
    guard let generation = item["generation"]?.string, let parts = item["parts"]?.int, let length = item["length"]?.int,
      let touched = item[TextItems.touched]?.string
    else { return nil }
    (self.generation, self.parts, self.length, self.touched) = (generation, parts, length, touched)
  }
}

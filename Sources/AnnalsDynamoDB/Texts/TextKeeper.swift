import AWSClient
import Annals
import Foundation

/// Keeps whole texts once each, in parts, for as long as a record points at them.
///
/// A writer puts its reference first and then touches the head; a cleaner that finds no reference removes the head on condition that nobody
/// touched it since. Whoever comes first, a text with a reference has its parts.
struct TextKeeper: Sendable {
  private let table: TableAccess
  private let writer: ItemWriter

  init(_ table: TableAccess, writer: ItemWriter) {
    self.table = table
    self.writer = writer
  }

  /// Sees to it that the texts of these records are there, before the records are.
  ///
  /// References end at a second, where one is given: for records that somebody else may or may not write, with references of their own.
  func keep(_ items: [RecordItem], referencesUntil end: Int? = nil) async throws {
    var uses: [TextDigest: (text: KeptText, expiry: Int?)] = [:]
    var references: [BatchWriteItem.Write] = []
    for item in items {
      for text in item.texts {
        references.append(.put(TextItems(text.digest).reference(of: item.key, expiry: [item.expiry, end].compactMap(\.self).min())))
        guard let known = uses[text.digest] else {
          uses[text.digest] = (text, item.expiry)
          continue
        }
        // A record without an end keeps its text without one.
        uses[text.digest]?.expiry = known.expiry.flatMap { known in item.expiry.map { max($0, known) } }
      }
    }
    guard !references.isEmpty else { return }
    try await writer.write(references)
    _ = try await concurrently(Array(uses.values), limit: 8) { use in try await ensure(use.text, until: use.expiry) }
  }

  private func ensure(_ text: KeptText, until expiry: Int?) async throws {
    let items = TextItems(text.digest)
    var retries = Retries(of: table)
    while true {
      if try await table.update(items.touch(until: expiry, in: table.name)) != nil { return }
      // No head, or one that ends too soon: the parts are written anew, under a name of their own.
      let head = try await table.get(items.head).flatMap(TextHead.init)
      let generation = UUID().uuidString.lowercased()
      let ends = expiry.map { $0 + TextItems.slack }
      let parts = items.parts(of: text, generation: generation, expiry: ends)
      try await writer.write(parts.map { .put($0) })
      let put = items.putHead(of: text, generation: generation, parts: parts.count, expiry: ends, replacing: head, in: table.name)
      if try await table.update(put) != nil {
        if let head { try await writer.write(items.partKeys(of: head).map { .delete($0.attributes) }) }
        return
      }
      // Somebody was faster.
      try await writer.write(parts.compactMap { ItemKey($0) }.map { .delete($0.attributes) })
      try await retries.wait()
    }
  }

  /// The texts of these digests, those that are kept.
  func texts(_ digests: Set<TextDigest>) async throws -> [TextDigest: KeptText] {
    var found: [TextDigest: KeptText] = [:]
    var missing = digests
    // A text that is written anew while it is read has its parts under another name the second time.
    for _ in 0..<3 where !missing.isEmpty {
      let texts = try await readTexts(missing)
      found.merge(texts.whole) { $1 }
      missing = texts.torn
    }
    return found
  }

  private func readTexts(_ digests: Set<TextDigest>) async throws -> (whole: [TextDigest: KeptText], torn: Set<TextDigest>) {
    let reader = ItemReader(table)
    let headItems = try await reader.items(digests.map { TextItems($0).head }, isConsistent: true)
    var heads: [TextDigest: TextHead] = [:]
    for digest in digests { heads[digest] = headItems[TextItems(digest).head].flatMap(TextHead.init) }
    let keys = heads.flatMap { TextItems($0.key).partKeys(of: $0.value) }
    let parts = try await reader.items(keys, isConsistent: true)
    var whole: [TextDigest: KeptText] = [:]
    var torn: Set<TextDigest> = []
    for (digest, head) in heads {
      let keys = TextItems(digest).partKeys(of: head)
      let bytes = keys.compactMap { parts[$0]?[TextItems.data]?.bytes }
      if bytes.count == keys.count {
        whole[digest] = KeptText(digest: digest, length: head.length, compressed: Array(bytes.joined()))
      } else {
        torn.insert(digest)
      }
    }
    return (whole, torn)
  }

  /// Forgets that these records point at their texts, and removes the texts that nothing points at any more.
  func release(_ records: [StoredRecord], pace: WritePace? = nil) async throws {
    var users: [TextDigest: [ItemKey]] = [:]
    for record in records { for digest in Set(record.texts) { users[digest, default: []].append(record.key) } }
    guard !users.isEmpty else { return }
    _ = try await concurrently(Array(users), limit: 8) { digest, keys in try await release(digest, from: keys, pace: pace) }
  }

  /// Lets those texts go at which the record of a key does not point any more; whether these were all.
  func releaseUnused(_ digests: Set<TextDigest>, of key: ItemKey) async throws -> Bool {
    guard !digests.isEmpty else { return true }
    let used = Set(try await table.get(key).flatMap { StoredRecord($0) }?.texts ?? [])
    for digest in digests.subtracting(used) { try await release(digest, from: [key], pace: nil) }
    return used.isDisjoint(with: digests)
  }

  private func release(_ digest: TextDigest, from keys: [ItemKey], pace: WritePace?) async throws {
    let items = TextItems(digest)
    let head = try await table.get(items.head).flatMap(TextHead.init)
    try await writer.write(keys.map { .delete(items.referenceKey(of: $0).attributes) }, pace: pace)
    guard let head, try await !hasReference(items) else { return }
    var delete = DeleteItem(tableName: table.name, key: items.head.attributes)
    delete.conditionExpression = "#t = :t"
    delete.expressionAttributeNames = ["#t": TextItems.touched]
    delete.expressionAttributeValues = [":t": .s(head.touched)]
    guard try await table.delete(delete) != nil else { return }
    try await writer.write(items.partKeys(of: head).map { .delete($0.attributes) }, pace: pace)
  }

  private func hasReference(_ items: TextItems) async throws -> Bool {
    var query = Query(tableName: table.name, keyConditionExpression: "PK = :p AND begins_with(SK, :r)")
    query.expressionAttributeValues = [":p": .s(items.partition), ":r": .s(TextItems.referencePrefix)]
    query.consistentRead = true
    let now = table.second
    repeat {
      let page = try await table.query(query)
      if page.items.contains(where: { $0[Attribute.expiry]?.int.map { $0 > now } ?? true }) { return true }
      query.exclusiveStartKey = page.lastEvaluatedKey
    } while query.exclusiveStartKey != nil
    return false
  }
}

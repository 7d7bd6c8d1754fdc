import AWSClient
import Annals

/// A range of sort keys by time. It goes by whole seconds, for within a second older spellings (`20:30:00Z`, `20:30:00+00:00`) have other
/// places than their moment; what lies outside is left out after reading.
struct SortKeyRange: Hashable, Sendable {
  let lower: String
  let upper: String

  /// All moments from `from` to `to`, both included.
  init(from: Timestamp? = nil, to: Timestamp? = nil) {
    lower = ItemKey.recordPrefix + (from.map(Self.second) ?? "")
    // Of the characters that follow a second, none comes behind "~".
    upper = ItemKey.recordPrefix + (to.map(Self.second) ?? "") + "~"
  }

  private static func second(of moment: Timestamp) -> String { String(moment.description.prefix(19)) }

  /// The newest moment that sort keys below this one can have.
  static func bound(below sort: String, at moment: Timestamp) -> Int64 {
    let rest = sort.utf8.dropFirst(ItemKey.recordPrefix.utf8.count + 19)
    // "20:30:00Z" stands above "20:30:00.999999Z" and below "20:30:01": what follows may be of the same second's end.
    guard let mark = rest.first, mark > UInt8(ascii: ".") else { return moment.microseconds }
    let second = moment.microseconds - ((moment.microseconds % 1_000_000) + 1_000_000) % 1_000_000
    return second + 999_999
  }
}

extension SortKeyRange {
  /// The query of the range in one partition of the table or of an index.
  func query(index: String?, key: (name: String, value: String), in table: String) -> Query {
    var query = Query(tableName: table, keyConditionExpression: "#key = :key AND #sort BETWEEN :lower AND :upper")
    query.indexName = index
    query.expressionAttributeNames = ["#key": key.name, "#sort": HistoryTable.sortKey]
    query.expressionAttributeValues = [":key": .s(key.value), ":lower": .s(lower), ":upper": .s(upper)]
    return query
  }

  /// The query of the range in a partition of the index by time.
  func query(feed: String, in table: String) -> Query { query(index: HistoryTable.timeIndex, key: (Attribute.feed, feed), in: table) }
}

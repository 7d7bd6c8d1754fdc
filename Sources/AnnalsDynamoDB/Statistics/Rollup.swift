import AWSClient
import Annals
import Foundation

/// The kept counts of a day and type as items: one, and further ones where the users do not fit.
struct Rollup: Sendable {
  /// Bytes of users in an item, under DynamoDB's 400 KB.
  private static let userBytes = 250 * 1024
  static let prefix = "DAY#"

  let day: CountedDay
  let counts: Counts

  /// A day's items. All have one version, so that who reads while another writes sees that they do not belong together.
  var items: [AttributeMap] {
    let version = AttributeValue.s(UUID().uuidString.lowercased())
    var parts: [AttributeMap] = [[:]]
    var size = 0
    for (user, count) in counts.users {
      size += user.id.utf8.count + 24
      if size > Self.userBytes {
        parts.append([:])
        size = 0
      }
      parts[parts.count - 1][user.id] = .n(count)
    }
    return parts.enumerated().map { index, users in
      var item = Self.key(day, part: index).attributes
      item["version"] = version
      item["users"] = .m(users)
      if let expiry = counts.lastExpiry { item[Attribute.expiry] = .n(expiry) }
      guard index == 0 else { return item }
      item["parts"] = .n(parts.count)
      item["failed"] = .n(counts.failed)
      item["reads"] = .n(counts.reads)
      if counts.baselines > 0 { item["baselines"] = .n(counts.baselines) }
      item["kinds"] = .m(AttributeMap(counts.kinds.map { ($0.key.rawValue, .n($0.value)) }))
      item["first"] = counts.first.map { .s($0.description) }
      item["last"] = counts.last.map { .s($0.description) }
      item["first_expiry"] = counts.firstExpiry.map { .n($0) }
      return item
    }
  }

  static func key(_ day: CountedDay, part: Int = 0) -> ItemKey {
    ItemKey(ItemKey.statistics, sortKey(of: day.day) + "#\(day.type.name)" + (part == 0 ? "" : "#\(part)"))
  }

  static func sortKey(of day: Int64) -> String { prefix + Timestamp(day: day).description.prefix(10) }

  /// The day that an item belongs to.
  static func day(of item: AttributeMap) -> CountedDay? {
    guard let sort = item[HistoryTable.sortKey]?.string, sort.hasPrefix(prefix) else { return nil }
    let parts = sort.utf8.dropFirst(prefix.utf8.count).split(separator: UInt8(ascii: "#"), omittingEmptySubsequences: false)
    guard parts.count >= 2, let day = try? Timestamp(String(Substring(parts[0])) + "T00:00:00Z").day,
      let type = try? ResourceType(String(Substring(parts[1])))
    else { return nil }
    return CountedDay(day: day, type: type)
  }

  /// The counts that a day's items hold; `nil` where they do not belong together, or lack something.
  static func counts(in items: [AttributeMap]) -> Counts? {
    guard let main = items.first(where: { $0["parts"] != nil }), let version = main["version"] else { return nil }
    let parts = items.filter { $0["version"] == version }
    guard parts.count == main["parts"]?.int else { return nil }
    var counts = Counts()
    for member in main["kinds"]?.map?.members ?? [] {
      guard let kind = OperationKind(rawValue: member.name), let count = member.value.int else { return nil }
      counts.kinds[kind] = count
    }
    for part in parts {
      for member in part["users"]?.map?.members ?? [] {
        guard let user = try? User(member.name), let count = member.value.int else { return nil }
        counts.users[user] = count
      }
    }
    counts.failed = main["failed"]?.int ?? 0
    // Counts that an older version kept do not tell what READs stand for: they are counted anew.
    guard let reads = main["reads"]?.int ?? (counts.kinds[.read, default: 0] == 0 ? 0 : nil) else { return nil }
    counts.reads = reads
    counts.baselines = main["baselines"]?.int ?? 0
    counts.first = main["first"]?.string.flatMap { try? Timestamp($0) }
    counts.last = main["last"]?.string.flatMap { try? Timestamp($0) }
    counts.firstExpiry = main["first_expiry"]?.int
    return counts
  }
}

/// Up to which day all days of a type have been counted: those without kept counts had nothing.
enum CountedThrough {
  static let prefix = "COUNTED#"

  static func item(_ type: ResourceType, through day: Int64) -> AttributeMap {
    var item = ItemKey(ItemKey.statistics, prefix + type.name).attributes
    item["through"] = .n(Int(day))
    return item
  }

  static func reading(_ item: AttributeMap) -> (type: ResourceType, day: Int64)? {
    guard let sort = item[HistoryTable.sortKey]?.string, sort.hasPrefix(prefix), let day = item["through"]?.int,
      let type = try? ResourceType(String(sort.dropFirst(prefix.count)))
    else { return nil }
    return (type, Int64(day))
  }
}

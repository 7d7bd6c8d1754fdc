import AWSClient
import Annals
import Foundation

/// Says, before records of past days are written or removed, that these days' kept counts are not to be trusted.
///
/// A writer has an item a month, with a moment for each day that it marked. Who counts the day later may remove the mark, once it is older
/// than the settle time, on condition that it is unchanged.
actor DayMarks {
  /// How long a mark covers further writes.
  private static let lifetime: Int64 = 15_000_000
  private let table: TableAccess
  private let writer = UUID().uuidString.lowercased()
  private var marked: [Int64: Timestamp] = [:]

  init(_ table: TableAccess) { self.table = table }

  /// Marks the days before today, unless this writer did in the last 15 seconds.
  func mark(_ days: Set<Int64>) async throws {
    let now = table.configuration.now()
    let late = days.filter { day in
      guard day < now.day else { return false }
      return marked[day].map { now.microseconds - $0.microseconds >= Self.lifetime } ?? true
    }
    guard !late.isEmpty else { return }
    let months = Dictionary(grouping: late) { MarkedDays.month(of: $0) }.sorted { $0.key < $1.key }
    let (table, writer) = (table, writer)
    _ = try await concurrently(months, limit: 8) { month, days in
      _ = try await table.update(MarkedDays.marking(days, month: month, writer: writer, at: now, in: table.name))
    }
    for day in late { marked[day] = now }
    if marked.count > 10_000 { marked = marked.filter { now.microseconds - $0.value.microseconds < Self.lifetime } }
  }
}

/// The marks that a writer set in a month.
struct MarkedDays: Sendable {
  let key: ItemKey
  /// Days since 1970, and the moment of each one's mark in milliseconds.
  var marks: [Int64: Int]
  private let month: String

  static let prefix = "DIRTY#"

  init?(_ item: AttributeMap) {
    guard let key = ItemKey(item), key.sort.hasPrefix(Self.prefix) else { return nil }
    let month = String(key.sort.dropFirst(Self.prefix.count).prefix(7))
    guard let first = try? Timestamp("\(month)-01T00:00:00Z").day else { return nil }
    self.key = key
    self.month = month
    marks = [:]
    for member in item.members where member.name.hasPrefix("d") {
      guard let day = Int64(member.name.dropFirst()), let moment = member.value.int else { continue }
      marks[first + day - 1] = moment
    }
  }

  static func month(of day: Int64) -> String { String(Timestamp(day: day).description.prefix(7)) }

  /// The name of a day's mark: `d16`.
  private static func name(of day: Int64) -> String { "d" + Timestamp(day: day).description.dropFirst(8).prefix(2) }

  static func marking(_ days: [Int64], month: String, writer: String, at moment: Timestamp, in table: String) -> UpdateItem {
    var update = UpdateItem(tableName: table, key: ItemKey(ItemKey.settings, "\(prefix)\(month)#\(writer)").attributes)
    update.updateExpression = "SET " + days.indices.map { "#d\($0) = :m" }.joined(separator: ", ")
    update.expressionAttributeNames = Dictionary(uniqueKeysWithValues: days.enumerated().map { ("#d\($0)", name(of: $1)) })
    update.expressionAttributeValues = [":m": .n(Int(moment.microseconds / 1000))]
    return update
  }

  /// Removes these days' marks where none of them has been set again. The item goes with the last of them.
  func removing(_ days: Set<Int64>, from table: TableAccess) async throws {
    let removed = marks.filter { days.contains($0.key) }.sorted { $0.key < $1.key }
    guard !removed.isEmpty else { return }
    var names: [String: String] = [:]
    var values: [String: AttributeValue] = [:]
    var conditions: [String] = []
    for (index, mark) in removed.enumerated() {
      names["#d\(index)"] = Self.name(of: mark.key)
      values[":m\(index)"] = .n(mark.value)
      conditions.append("#d\(index) = :m\(index)")
    }
    if removed.count == marks.count {
      let known = Set(names.values)
      for day in 1...31 {
        let name = day < 10 ? "d0\(day)" : "d\(day)"
        guard !known.contains(name) else { continue }
        names["#x\(day)"] = name
        conditions.append("attribute_not_exists(#x\(day))")
      }
      var delete = DeleteItem(tableName: table.name, key: key.attributes)
      delete.conditionExpression = conditions.joined(separator: " AND ")
      (delete.expressionAttributeNames, delete.expressionAttributeValues) = (names, values)
      _ = try await table.delete(delete)
    } else {
      var update = UpdateItem(tableName: table.name, key: key.attributes)
      update.updateExpression = "REMOVE " + removed.indices.map { "#d\($0)" }.joined(separator: ", ")
      update.conditionExpression = conditions.joined(separator: " AND ")
      (update.expressionAttributeNames, update.expressionAttributeValues) = (names, values)
      _ = try await table.update(update)
    }
  }
}

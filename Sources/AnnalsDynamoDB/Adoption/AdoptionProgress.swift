import AWSClient
import Annals
import Foundation

/// How far an adoption is, as the table has it: an item with the place and the counts of each segment of the scan.
///
/// A run puts its name into the item; a run that finds another's name there stops, so that two do not mix their places.
struct AdoptionProgress: Sendable {
  /// One segment of the scan.
  struct Segment: Sendable {
    /// The key behind which to go on; `nil` at the beginning.
    var place: AttributeMap?
    var isDone = false
    var report = AdoptionReport()
  }

  static let key = ItemKey(ItemKey.settings, "ADOPTION")

  let run: String
  let segments: [Segment]

  /// Takes the adoption over where a stopped run left it, or begins one in so many segments.
  static func claim(_ table: TableAccess, segments: Int) async throws -> AdoptionProgress {
    let run = UUID().uuidString.lowercased()
    var update = UpdateItem(tableName: table.name, key: key.attributes)
    update.updateExpression = "SET #run = :run, #segments = if_not_exists(#segments, :segments)"
    update.expressionAttributeNames = ["#run": "run", "#segments": "segments"]
    update.expressionAttributeValues = [":run": .s(run), ":segments": .n(segments)]
    update.returnValues = .allNew
    let item = try await table.update(update)?.attributes ?? [:]
    let count = min(max(item["segments"]?.int ?? segments, 1), 1_000_000)
    return AdoptionProgress(run: run, segments: (0..<count).map { Segment(item[name(of: $0)]?.map) })
  }

  /// Notes how far a segment is. Throws `alreadyRunning` where another run has taken the adoption over.
  func save(_ segment: Segment, _ index: Int, in table: TableAccess) async throws {
    var update = UpdateItem(tableName: table.name, key: Self.key.attributes)
    update.updateExpression = "SET #segment = :segment"
    update.conditionExpression = "#run = :run"
    update.expressionAttributeNames = ["#segment": Self.name(of: index), "#run": "run"]
    update.expressionAttributeValues = [":segment": .m(segment.attributes), ":run": .s(run)]
    guard try await table.update(update) != nil else { throw overtaken }
  }

  /// Forgets the places, so that the next run looks at everything again.
  func finish(_ table: TableAccess) async throws {
    var delete = DeleteItem(tableName: table.name, key: Self.key.attributes)
    // It may be gone by an attempt before whose answer was lost.
    delete.conditionExpression = "attribute_not_exists(#pk) OR #run = :run"
    delete.expressionAttributeNames = ["#run": "run", "#pk": HistoryTable.partitionKey]
    delete.expressionAttributeValues = [":run": .s(run)]
    guard try await table.delete(delete) != nil else { throw overtaken }
  }

  private var overtaken: HistoryError {
    HistoryError(.alreadyRunning, "another adoption of this table has begun meanwhile and goes on where this one was: let that one end")
  }

  private static func name(of segment: Int) -> String { "s\(segment)" }
}

extension AdoptionProgress.Segment {
  fileprivate init(_ map: AttributeMap?) {
    guard let map else { return }
    place = map["place"]?.map
    isDone = map["done"] == .bool(true)
    report.lookedAt = map["looked_at"]?.int ?? 0
    report.adopted = map["adopted"]?.int ?? 0
    report.already = map["already"]?.int ?? 0
    for member in map["unreadable"]?.map?.members ?? [] { report.unreadable[member.name] = member.value.int ?? 0 }
  }

  fileprivate var attributes: AttributeMap {
    var map: AttributeMap = [
      "done": .bool(isDone), "looked_at": .n(report.lookedAt), "adopted": .n(report.adopted), "already": .n(report.already),
      "unreadable": .m(AttributeMap(report.unreadable.map { ($0.key, .n($0.value)) })),
    ]
    if let place { map["place"] = .m(place) }
    return map
  }
}

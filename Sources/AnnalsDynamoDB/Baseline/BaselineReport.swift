public import Annals

/// What a baseline found and recorded.
public struct BaselineReport: Hashable, Sendable {
  /// Items that were read.
  public var items = 0
  /// Items that were recorded, by type.
  public var recorded: [ResourceType: Int] = [:]
  /// Items whose state history knows already.
  public var known = 0
  /// Items of no described type.
  public var undescribed = 0
  /// Items that cannot be recorded, by the reason.
  public var unfit: [String: Int] = [:]
  /// Whether all was gone through; else it was stopped, and the next run goes on.
  public var isComplete = true

  /// Nothing yet.
  public init() {}

  /// How many were recorded in all.
  public var recordedCount: Int { recorded.values.reduce(0, +) }
  /// How many cannot be recorded.
  public var unfitCount: Int { unfit.values.reduce(0, +) }

  /// Adds what another part found.
  public mutating func add(_ other: BaselineReport) {
    items += other.items
    recorded.merge(other.recorded, uniquingKeysWith: +)
    known += other.known
    undescribed += other.undescribed
    unfit.merge(other.unfit, uniquingKeysWith: +)
    isComplete = isComplete && other.isComplete
  }

  /// The same, of a run that was stopped.
  var unfinished: BaselineReport {
    var report = self
    report.isComplete = false
    return report
  }

  /// The report as JSON.
  public var json: JSONObject {
    [
      "items": .number(JSONNumber(items)), "recorded": .number(JSONNumber(recordedCount)),
      "recorded_by_type": .object(JSONObject(recorded.map { ($0.key.name, .number(JSONNumber($0.value))) })),
      "known": .number(JSONNumber(known)), "undescribed": .number(JSONNumber(undescribed)),
      "unfit": .object(JSONObject(unfit.map { ($0.key, .number(JSONNumber($0.value))) })),
      "complete": .bool(isComplete),
    ]
  }

  /// The report that a stopped run kept.
  init(_ json: JSONObject) {
    items = json["items"]?.number?.int ?? 0
    known = json["known"]?.number?.int ?? 0
    undescribed = json["undescribed"]?.number?.int ?? 0
    for member in json["recorded_by_type"]?.object?.members ?? [] {
      guard let type = try? ResourceType(member.name) else { continue }
      recorded[type] = member.value.number?.int
    }
    for member in json["unfit"]?.object?.members ?? [] { unfit[member.name] = member.value.number?.int }
  }
}

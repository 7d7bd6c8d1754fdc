import Annals
import HTTPTypes

/// Whether the parts that history needs are ready, and why not where one is not.
struct Readiness {
  /// A part, and what keeps it from being ready.
  private struct Part {
    let name: String
    let reason: String?
    var details: JSONObject = [:]

    var json: JSONObject {
      var json = details
      json["ready"] = .bool(reason == nil)
      json["reason"] = reason.map(JSONValue.string)
      return json
    }
  }

  private let parts: [Part]

  /// How full the recorder's buffer may be.
  static let fillLimit = 0.9

  init(of history: HistoryService) async {
    parts = [await Self.store(history.store), Self.recorder(history.recorder.status)]
  }

  var isReady: Bool { parts.allSatisfy { $0.reason == nil } }

  /// 200 where all parts are ready, else 503. The parts name paths and reasons, which not everyone is shown.
  func answer(showingParts: Bool) -> Answer {
    var json: JSONObject = ["ready": .bool(isReady)]
    if showingParts { json["parts"] = .object(JSONObject(parts.map { ($0.name, .object($0.json)) })) }
    return Answer(isReady ? .ok : .serviceUnavailable, json: json)
  }

  private static func store(_ store: any HistoryStore) async -> Part {
    var reason: String?
    do {
      try await store.checkReadiness()
    } catch let error as HistoryError {
      reason = error.description
    } catch {
      reason = "the store failed with \(type(of: error)): see the server's log"
    }
    return Part(name: "store", reason: reason, details: ["kind": .string(store.name)])
  }

  private static func recorder(_ status: RecorderStatus) -> Part {
    let reason: String? =
      if !status.isRunning {
        "the recorder is not running: records are not stored"
      } else if status.fill > fillLimit {
        "the buffer is \(Int(status.fill * 100)) % full: the store does not keep up"
      } else {
        nil
      }
    var details: JSONObject = ["waiting": .number(JSONNumber(status.depth)), "capacity": .number(JSONNumber(status.capacity))]
    details["journal"] = status.journal.map { .object(journal($0)) }
    return Part(name: "recorder", reason: reason, details: details)
  }

  /// A journal that takes no records is told of, but leaves the recorder ready: records are held in memory then.
  private static func journal(_ status: JournalStatus) -> JSONObject {
    var json: JSONObject = [
      "waiting": .number(JSONNumber(status.waiting)), "bytes": .number(JSONNumber(status.size)),
      "limit": .number(JSONNumber(status.sizeLimit)),
    ]
    json["trouble"] = status.trouble.map(JSONValue.string)
    return json
  }
}

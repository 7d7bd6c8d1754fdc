import Annals

/// Examples that show a record's whole life: a prompt that was deleted.
enum OpenAPIExamples {
  static let historyID = "2025-12-16T20:30:00.123456Z#DELETE#prompt-1.1#01J9Z3K8Q2"

  private static let deletion: JSONObject = [
    "operation_type": "DELETE",
    "resource_type": "PROMPT",
    "resource_id": "prompt-1.1",
    "timestamp": "2025-12-16T20:30:00.123456Z",
    "user_id": "admin@igad.org",
    "before_state": ["name": "Prompt 1.1", "version": "1.1", "status": "active"],
    "metadata": ["function": "delete_prompt", "success": true],
  ]

  static let newRecord = deletion

  static var record: JSONObject {
    var record = deletion
    record["history_id"] = .string(historyID)
    record["after_state"] = JSONValue.null
    return record
  }

  static var page: JSONObject { ["records": [.object(record)], "next_cursor": .null] }

  static let stateAsOf: JSONObject = [
    "resource_type": "PROMPT", "resource_id": "prompt-1.1", "at": "2025-12-16T20:00:00.000000Z", "status": "known",
    "state": ["name": "Prompt 1.1", "version": "1.1", "status": "active", "api_key": "[REDACTED]"], "history_id": .string(historyID),
    "reason": .null, "unknown_fields": [["field": "/api_key", "reason": "redacted"]], "untracked_change_before": .null,
  ]

  static var statePage: JSONObject { ["states": [.object(stateAsOf)], "next_cursor": .null] }
  private static let diff = StateDiff(from: ["status": "draft", "version": "1.0"], to: ["status": "active", "version": "1.1"]).json

  static var recordDiff: JSONObject {
    var json = diff
    json["history_id"] = .string(historyID)
    return json
  }

  static var resourceDiff: JSONObject {
    var json = diff
    json["from"] = "2025-12-01T00:00:00.000000Z"
    json["to"] = "2025-12-16T20:30:00.123456Z"
    return json
  }

  static let statistics: JSONObject = [
    "total_operations": 1250,
    "operation_types": ["CREATE": 400, "UPDATE": 600, "DELETE": 200, "READ": 50],
    "resource_types": ["PROMPT": 800, "PROPOSAL": 450],
    "top_users": ["admin@igad.org": 500, "user@igad.org": 300],
    "failed_operations": 3,
    "represented_reads": 12000,
    "baseline_records": 0,
    "first_timestamp": "2025-01-02T08:00:00.000000Z",
    "last_timestamp": "2025-12-16T20:30:00.123456Z",
  ]

  static let cleanup: JSONObject = [
    "dry_run": true, "days_to_keep": 90, "before": "2025-09-17T20:30:00.123456Z", "removed": 12,
    "removed_by_type": ["PROMPT": 8, "PROPOSAL": 4],
  ]

  static let approval: JSONObject = [
    "approval_id": "0000001k3v9x2", "operation": "cleanup", "days_to_keep": 90, "before": "2025-09-17T20:30:00.123456Z",
    "access_before": "2024-11-11T20:30:00.123456Z", "requested_by": "admin@igad.org", "requested_at": "2025-12-16T20:30:00.123456Z",
    "expires_at": "2025-12-17T20:30:00.123456Z", "state": "waiting",
  ]

  static let accepted: JSONObject = ["accepted": 1, "history_ids": [.string(historyID)]]

  static var problem: JSONObject {
    let error = HistoryError(.invalidLimit, "limit is \"5000\": send a whole number from 1 to 1000")
    return Problem(error, parameter: "limit", value: "5000", expected: QueryParameter.limit(default: 50).expected).json
  }

  static let ready: JSONObject = [
    "ready": true, "parts": ["store": ["ready": true, "kind": "sqlite"], "recorder": recorder(waiting: 0, journalBytes: 0)],
  ]

  private static func recorder(waiting: Int, journalBytes: Int) -> JSONValue {
    let count = JSONValue.number(JSONNumber(waiting))
    return [
      "ready": true, "waiting": count, "capacity": 10000,
      "journal": ["waiting": count, "bytes": .number(JSONNumber(journalBytes)), "limit": 1_073_741_824],
    ]
  }

  static let notReady: JSONObject = [
    "ready": false,
    "parts": [
      "store": ["ready": false, "kind": "sqlite", "reason": "the folder of the history file is read-only: let the server write to it"],
      "recorder": recorder(waiting: 120, journalBytes: 61_240),
    ],
  ]
}

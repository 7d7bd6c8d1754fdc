import Annals

/// The shapes and examples of alerts.
enum OpenAPIAlerts {
  static let example: JSONObject = [
    "alert_id": "10061p5p3n8w0-5h2k9w3d", "rule": "deletions-by-user", "severity": "critical", "state": "open",
    "summary": "One user deletes much.", "condition": "more than 10 within 1 hour",
    "sentence": "user admin@igad.org: 12 DELETE (more than 10 within 1 hour)",
    "subject": ["kind": "user", "user_id": "admin@igad.org"], "count": 12, "total": 12, "opened_at": "2025-12-16T20:30:05.123456Z",
    "first_timestamp": "2025-12-16T20:30:00.123456Z", "last_timestamp": "2025-12-16T20:30:06.123456Z",
    "path":
      "/search?user=admin%40igad.org&kind=DELETE&from=2025-12-16T20%3A30%3A00.123456Z&to=2025-12-16T20%3A30%3A06.123457Z",
    "muted": false,
    "deliveries": [
      ["name": "ops", "state": "delivered", "taken": 1, "failures": 0, "delivered_at": "2025-12-16T20:30:07.000000Z"]
    ],
  ]

  static let muteExample: JSONObject = [
    "rule": "deletions-by-user", "muted_until": "2025-12-16T22:30:00.123456Z", "muted_by": "admin@igad.org",
  ]

  static var listExample: JSONObject {
    ["alerts": [.object(example)], "next_cursor": .null, "muted_rules": []]
  }

  /// The schemas by name.
  static var schemas: JSONObject { ["Alert": .object(alert), "AlertList": .object(list), "Mute": .object(mute)] }

  private static func string(_ description: String, _ more: JSONObject = [:]) -> JSONValue {
    var json: JSONObject = ["type": "string", "description": .string(description)]
    for member in more.members { json[member.name] = member.value }
    return .object(json)
  }

  private static func moment(_ description: String) -> JSONValue { string(description, ["format": "date-time"]) }

  private static func count(_ description: String) -> JSONValue {
    ["type": "integer", "minimum": 0, "description": .string(description)]
  }

  private static var alert: JSONObject {
    [
      "type": "object", "description": "Something that a rule was written for. It holds names and counts, and no state.",
      "required": [
        "alert_id", "rule", "severity", "state", "condition", "sentence", "subject", "count", "total", "opened_at", "first_timestamp",
        "last_timestamp", "path", "muted", "deliveries",
      ],
      "properties": [
        "alert_id": string("Which alert it is; later ones come later."), "rule": string("The rule's name."),
        "severity": string("How much it matters.", ["enum": words(AlertRule.Severity.allCases)]),
        "state": string("How it stands.", ["enum": words(Alert.State.allCases)]), "summary": string("The rule's sentence."),
        "condition": string("What the rule asks for."), "sentence": string("What happened."), "subject": .object(subject),
        "count": count("What the condition counts: operations, failed operations, or resources."),
        "total": count("How many operations it covers."), "opened_at": moment("The operation with which the condition was met."),
        "first_timestamp": moment("The earliest operation."), "last_timestamp": moment("The latest operation."),
        "resolved_at": moment("When the condition was met no longer."), "acknowledged_by": string("Who looks after it."),
        "acknowledged_at": moment("Since when."), "path": string("The dashboard's page with its operations."),
        "muted": ["type": "boolean", "description": "Whether nothing is told of its rule for now."],
        "deliveries": ["type": "array", "items": .object(delivery)],
      ],
      "examples": [.object(example)],
    ]
  }

  private static let subject: JSONObject = [
    "type": "object", "description": "Whose operations it is about.", "required": ["kind"],
    "properties": [
      "kind": string("What it is.", ["enum": ["everything", "user", "type", "resource"]]), "user_id": string("The user."),
      "resource_type": string("The type."), "resource_id": string("The resource's id."),
    ],
  ]

  private static let delivery: JSONObject = [
    "type": "object", "description": "How far a delivery is with it.", "required": ["name", "state", "taken", "failures"],
    "properties": [
      "name": string("The delivery's name."),
      "state": string("How far it is.", ["enum": ["waiting", "delivered", "failing", "given_up"]]),
      "taken": count("The notice that it took last, counted from 1."), "failures": count("How often the next one failed."),
      "delivered_at": moment("When it took one last."), "error": string("Why it did not take it."),
    ],
  ]

  private static let list: JSONObject = [
    "type": "object", "required": ["alerts", "next_cursor", "muted_rules"],
    "properties": [
      "alerts": ["type": "array", "items": ["$ref": "#/components/schemas/Alert"], "description": "Newest first."],
      "next_cursor": ["type": ["string", "null"], "description": "Where the next page begins; null on the last."],
      "muted_rules": ["type": "array", "items": ["$ref": "#/components/schemas/Mute"]],
    ],
  ]

  private static let mute: JSONObject = [
    "type": "object", "description": "A rule of which nothing is told for a time.", "required": ["rule", "muted_until", "muted_by"],
    "properties": [
      "rule": string("The rule's name."), "muted_until": moment("From then on it is told of again."), "muted_by": string("Who muted it."),
    ],
  ]

  private static func words(_ cases: some Sequence<some RawRepresentable<String>>) -> JSONValue {
    .array(cases.map { .string($0.rawValue) })
  }
}

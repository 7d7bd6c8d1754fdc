import Annals

/// The shapes of resources at a moment.
enum OpenAPIStates {
  static var state: JSONObject {
    [
      "type": "object", "description": "A resource as it was at a moment, as far as history knows it.",
      "required": [
        "resource_type", "resource_id", "at", "status", "state", "history_id", "reason", "unknown_fields", "untracked_change_before",
      ],
      "properties": [
        "resource_type": OpenAPISchemas.string("The type."),
        "resource_id": OpenAPISchemas.string("The id."),
        "at": OpenAPISchemas.string("The moment.", ["format": "date-time"]),
        "status": OpenAPISchemas.string("What is known.", ["enum": ["known", "absent", "unknown"]]),
        "state": ["type": ["object", "null"], "description": "The state, whole, where it is known. Numbers keep every digit."],
        "history_id": ["type": ["string", "null"], "description": "The record that tells it."],
        "reason": ["type": ["string", "null"], "description": "Why it is unknown."],
        "unknown_fields": [
          "type": "array", "description": "Fields of the state whose value is not known.",
          "items": [
            "type": "object", "required": ["field", "reason"],
            "properties": [
              "field": OpenAPISchemas.string("Its place, as a JSON pointer."),
              "reason": OpenAPISchemas.string("Why: it was redacted, or cut and is not kept whole."),
            ],
          ],
        ],
        "untracked_change_before": [
          "type": ["string", "null"],
          "description": "The next operation, where something changed the resource without a record before it, maybe before the moment.",
        ],
      ],
      "examples": [.object(OpenAPIExamples.stateAsOf)],
    ]
  }

  static let page: JSONObject = [
    "type": "object", "required": ["states", "next_cursor"],
    "properties": [
      "states": ["type": "array", "items": ["$ref": "#/components/schemas/StateAsOf"], "description": "Those changed last come first."],
      "next_cursor": ["type": ["string", "null"], "description": "Where the next page begins; null on the last."],
    ],
  ]
}

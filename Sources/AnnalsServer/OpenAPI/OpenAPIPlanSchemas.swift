import Annals

extension OpenAPIPlans {
  /// The shapes of plans by name.
  static var schemas: JSONObject {
    [
      "NewPlan": .object(newPlan), "PlanApplication": .object(application), "Plan": .object(plan), "PlanList": .object(list),
      "PlanProgress": .object(progress),
    ]
  }

  private static func string(_ description: String, _ more: JSONObject = [:]) -> JSONValue { OpenAPISchemas.string(description, more) }
  private static func moment(_ description: String) -> JSONValue { string(description, ["format": "date-time"]) }
  private static func count(_ description: String) -> JSONValue { OpenAPISchemas.count(description) }

  private static func texts(_ description: String) -> JSONValue {
    ["type": "array", "items": ["type": "string"], "description": .string(description)]
  }

  private static let anyMoment: JSONValue = ["type": "string", "anyOf": [["format": "date-time"], ["format": "date"]]]
  private static let type: JSONValue = [
    "type": "string", "minLength": 1, "maxLength": 64, "pattern": OpenAPISchemas.typePattern,
    "description": "The type, in any case.",
  ]
  private static let id: JSONValue = ["type": "string", "minLength": 1, "maxLength": 1024, "description": "The resource's id."]
  private static let reason = string("Why.", ["minLength": 1, "maxLength": 1000])
  private static let values: JSONValue = [
    "type": "object",
    "description":
      "Values for fields that history redacted: by name or pointer where nothing is there to keep; under `TYPE/ID` for one resource, in any case.",
  ]
  private static var choice: JSONValue {
    string("What is done about conflicts.", ["enum": .array(ConflictChoice.allCases.map { .string($0.rawValue) })])
  }

  private static var newPlan: JSONObject {
    [
      "type": "object", "additionalProperties": false, "oneOf": [["required": ["undo"]], ["required": ["restore"]]],
      "properties": [
        "undo": [
          "type": "object", "additionalProperties": false, "minProperties": 1, "description": "Which operations are undone.",
          "properties": [
            "user_id": ["type": "string", "minLength": 1, "maxLength": 256, "pattern": OpenAPISchemas.userPattern],
            "from": anyMoment, "to": anyMoment, "resource_type": type, "resource_id": id,
            "operation_type": ["type": "string", "enum": ["CREATE", "UPDATE", "DELETE"]],
            "request_id": string("What was done in this request.", ["minLength": 1]),
            "tags": ["type": "object", "minProperties": 1, "additionalProperties": ["type": "string"]],
            "history_ids": [
              "type": "array", "minItems": 1, "maxItems": .number(JSONNumber(PlanOrder.idLimit)), "items": ["type": "string"],
              "description": "These operations; nothing else is given then.",
            ],
            "plan_id": string("All that was put back by this plan; nothing else is given then.", ["minLength": 1]),
          ],
        ],
        "restore": [
          "type": "object", "additionalProperties": false, "required": ["resource_type", "at"],
          "description": "What goes back to a moment.", "properties": ["resource_type": type, "resource_id": id, "at": anyMoment],
        ],
        "conflict_choice": choice,
        "all_or_nothing": [
          "type": "boolean", "default": false, "description": "All in one transaction, or nothing: 100 resources at most.",
        ],
        "reason": reason, "fields": values,
      ],
    ]
  }

  private static let application: JSONObject = [
    "type": "object", "additionalProperties": false, "required": ["sha256"],
    "properties": [
      "sha256": string("That of the plan that was looked at.", ["minLength": 1, "maxLength": 64]), "reason": reason,
      "max_wcu": [
        "type": "integer", "minimum": 1, "maximum": 1_000_000,
        "description": "Write units a second of the service's tables at most. Default: as many as they take.",
      ],
      "fields": values,
    ],
  ]

  private static var members: JSONObject {
    [
      "plan_id": string("Which plan."), "created_at": moment("When it was made."), "created_by": string("Who had it made."),
      "request": ["type": "object", "description": "What was asked for: `undo` or `restore`."], "conflict_choice": choice,
      "all_or_nothing": ["type": "boolean"], "reason": string("Why."), "sha256": string("What tells the whole plan from every other."),
      "writes": count("Resources that are written."), "removals": count("Resources that are removed."),
      "already": count("Resources that are so already."), "held_back": count("Resources that a conflict holds back."),
      "overridden": count("Of those that are written or removed, those that the plan puts back over a conflict."),
      "write_units": count("What it costs to write, indexes left out of account."), "expires_at": moment("When it is removed."),
      "progress": ["$ref": "#/components/schemas/PlanProgress"],
    ]
  }

  private static let required: [JSONValue] = [
    "plan_id", "created_at", "created_by", "request", "conflict_choice", "all_or_nothing", "sha256", "writes", "removals", "already",
    "held_back", "overridden", "write_units", "expires_at", "progress",
  ]

  private static var list: JSONObject {
    let summary: JSONValue = [
      "type": "object", "description": "A plan without its steps.", "required": .array(required), "properties": .object(members),
    ]
    return [
      "type": "object", "required": ["plans", "next_cursor"],
      "properties": [
        "plans": ["type": "array", "items": summary],
        "next_cursor": ["type": ["string", "null"], "description": "Where the next page begins; null on the last."],
      ],
    ]
  }

  private static var plan: JSONObject {
    var members = members
    members["steps"] = ["type": "array", "items": .object(step), "description": "In the order in which they are done."]
    members["next_cursor"] = ["type": ["string", "null"], "description": "Where the next page of steps begins; null on the last."]
    return [
      "type": "object", "required": .array(required + ["steps", "next_cursor"]), "properties": .object(members),
      "examples": [.object(planExample)],
    ]
  }

  private static let resource: JSONValue = [
    "type": "object", "required": ["resource_type", "resource_id"],
    "properties": ["resource_type": string("The type."), "resource_id": string("The id.")],
  ]

  private static var step: JSONObject {
    [
      "type": "object", "description": "What is done with one resource.",
      "required": [
        "resource_type", "resource_id", "action", "undoes", "present_state", "target_state", "conflicts", "write_units", "diff", "outcome",
      ],
      "properties": [
        "resource_type": string("The type."), "resource_id": string("The id."),
        "action": string(
          "What is done; `none` where it is so already, or a conflict holds it back.", ["enum": ["write", "remove", "none"]]),
        "undoes": texts("The records of what is undone, the newest first."),
        "present_state": ["type": ["object", "null"], "description": "How it was when the plan was made; null where it was not there."],
        "target_state": ["type": ["object", "null"], "description": "How it is to be; null where it is not to be there."],
        "conflicts": ["type": "array", "items": .object(conflict)], "write_units": count("What it costs."),
        "kept_fields": texts("Fields that history redacted, and that keep their present value."),
        "given_fields": texts("Fields whose value was given, and is given again when the plan is applied."),
        "needs": ["type": "array", "items": resource, "description": "What must be put back before it."],
        "remarks": texts("What else has to be known."), "diff": ["$ref": "#/components/schemas/StateDiff"],
        "outcome": ["type": ["string", "null"], "description": "What became of it; null where nobody began, or nothing is to be done."],
      ],
    ]
  }

  private static var conflict: JSONObject {
    let record: JSONValue = [
      "type": "object", "required": ["history_id", "user_id", "timestamp", "operation_type"],
      "properties": [
        "history_id": string("The record."), "user_id": string("Who did it."), "timestamp": moment("When."),
        "operation_type": string("What was done.", ["enum": OpenAPISchemas.operations]),
      ],
    ]
    return [
      "type": "object", "description": "Why the resource is not simply put back.", "required": ["kind", "detail"],
      "properties": [
        "kind": string("The kind.", ["enum": .array(RecoveryConflict.Kind.allCases.map { .string($0.rawValue) })]),
        "detail": string("What is in the way, and what can be done."),
        "records": ["type": "array", "items": record, "description": "Others' changes, the newest first."],
        "hidden_records": count("Further ones that are not shown."), "fields": texts("The fields that it is about."),
      ],
    ]
  }

  private static var progress: JSONObject {
    [
      "type": "object", "description": "How far the applying is: of the steps that change something, how many ended how.",
      "required": [
        "plan_id", "state", "steps", "seconds_left", "open", "done", "already", "changed_since", "reference_missing", "held_back", "failed",
      ],
      "properties": [
        "plan_id": string("Which plan."),
        "state": string("How it stands.", ["enum": .array(PlanProgress.State.allCases.map { .string($0.rawValue) })]),
        "steps": count("Steps that change something."),
        "seconds_left": ["type": ["integer", "null"], "description": "Seconds until the end, at this run's pace so far."],
        "open": count("Nothing yet."), "done": count("Put back."), "already": count("It was so already, by somebody else's doing."),
        "changed_since": count("It is another than when the plan was made, and stays."),
        "reference_missing": count("What it refers to was not put back."),
        "held_back": count("All or nothing was asked for, and another was in the way."), "failed": count("It was refused."),
        "applied_by": string("Who applies it."), "started_at": moment("Since when."),
        "updated_at": moment("When something was noted last."),
        "failures": texts("Why steps failed, of the first of them."),
        "trouble": string("Why the last run here ended before its end."),
      ],
      "examples": [.object(progressExample)],
    ]
  }
}

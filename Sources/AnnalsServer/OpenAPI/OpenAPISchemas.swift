import Annals

/// The shapes of what goes in and out.
enum OpenAPISchemas {
  /// All schemas by name.
  static var all: JSONObject {
    var all = OpenAPIAlerts.schemas
    for schema in OpenAPIPlans.schemas.members { all[schema.name] = schema.value }
    for schema in others.members { all[schema.name] = schema.value }
    return all
  }

  private static var others: JSONObject {
    [
      "Record": .object(record), "NewRecord": .object(newRecord), "RecordPage": .object(page), "Statistics": .object(statistics),
      "StateDiff": .object(diff), "CleanupReport": .object(cleanup), "Approval": .object(approval), "ApprovalList": .object(approvals),
      "Accepted": .object(accepted),
      "Problem": .object(problem), "Health": .object(health),
      "Readiness": .object(readiness), "StateAsOf": .object(OpenAPIStates.state), "StatePage": .object(OpenAPIStates.page),
    ]
  }

  /// The kinds of operations.
  static var operations: JSONValue { .array(OperationKind.allCases.map { .string($0.rawValue) }) }

  /// A resource's type: no `#` and no control characters.
  static let typePattern: JSONValue = #"^[^#\u0000-\u001F\u007F-\u009F]+$"#
  /// A user: no control characters.
  static let userPattern: JSONValue = #"^[^\u0000-\u001F\u007F-\u009F]+$"#

  static func string(_ description: String, _ more: JSONObject = [:]) -> JSONValue {
    var json: JSONObject = ["type": "string", "description": .string(description)]
    for member in more.members { json[member.name] = member.value }
    return .object(json)
  }

  static func count(_ description: String) -> JSONValue {
    ["type": "integer", "minimum": 0, "description": .string(description)]
  }

  private static func counts(_ description: String) -> JSONValue {
    ["type": "object", "additionalProperties": ["type": "integer", "minimum": 0], "description": .string(description)]
  }

  private static var fields: JSONObject {
    [
      "history_id": string("The record's id among all records: `TIMESTAMP#OPERATION#RESOURCE_ID#TOKEN`."),
      "operation_type": string("What was done.", ["enum": operations]),
      "resource_type": string("What it was done to: the type.", ["minLength": 1, "maxLength": 64, "pattern": typePattern]),
      "resource_id": string("What it was done to: the id, 1 to 1,024 bytes in UTF-8.", ["minLength": 1, "maxLength": 1024]),
      "timestamp": string("When, in UTC with microseconds.", ["format": "date-time"]),
      "user_id": string("Who did it.", ["minLength": 1, "maxLength": 256, "pattern": userPattern]),
      "before_state": ["type": ["object", "null"], "description": "What the resource looked like before. Numbers keep every digit."],
      "after_state": ["type": ["object", "null"], "description": "What the resource looks like after."],
      "metadata": [
        "type": "object",
        "description": "What else is known: `success`, `error`, `function`, `request_id`, `reason`, `tags`, and what the caller added.",
      ],
    ]
  }

  private static var record: JSONObject {
    [
      "type": "object", "description": "What was done to which resource, when, by whom, and what it looked like before and after.",
      "required": .array(fields.members.map { .string($0.name) }), "properties": .object(fields),
      "examples": [.object(OpenAPIExamples.record)],
    ]
  }

  private static var newRecord: JSONObject {
    var fields = fields
    // What is null counts as absent.
    fields["history_id"] = string(
      "Of a record that was given before: sent again, it stays one. It must agree with the other fields.",
      ["type": ["string", "null"]])
    fields["timestamp"] = string("When (RFC 3339). Default: now.", ["type": ["string", "null"], "format": "date-time"])
    fields["user_id"] = string(
      "Who did it. Default: the request's user, else `system`.",
      ["type": ["string", "null"], "minLength": 1, "maxLength": 256, "pattern": userPattern])
    fields["resource_id"] = string(
      "What it was done to: the id, 1 to 1,024 bytes in UTF-8. A number counts as its text.",
      ["type": ["string", "number"], "minLength": 1, "maxLength": 1024])
    for (name, when) in [("before_state", "before"), ("after_state", "after")] {
      fields[name] = string("What it looked like \(when): an object, or its JSON as text.", ["type": ["object", "string", "null"]])
    }
    fields["metadata"] = ["type": ["object", "null"], "description": "What else is known. `success: false` marks a failed operation."]
    return [
      "type": "object", "description": "A record to be kept. Members that a record does not have are left out.",
      "required": ["operation_type", "resource_type", "resource_id"], "properties": .object(fields),
      "examples": [.object(OpenAPIExamples.newRecord)],
    ]
  }

  private static var page: JSONObject {
    [
      "type": "object", "required": ["records", "next_cursor"],
      "properties": [
        "records": ["type": "array", "items": ["$ref": "#/components/schemas/Record"], "description": "Newest first."],
        "next_cursor": [
          "type": ["string", "null"],
          "description": "Where the next page begins; null on the last. It names a record, so records that arrive meanwhile shift nothing.",
        ],
      ],
    ]
  }

  private static var statistics: JSONObject {
    let moment: JSONValue = ["type": ["string", "null"], "format": "date-time", "description": "null where nothing is counted."]
    return [
      "type": "object",
      "required": [
        "total_operations", "operation_types", "resource_types", "top_users", "failed_operations", "represented_reads", "baseline_records",
        "first_timestamp", "last_timestamp",
      ],
      "properties": [
        "total_operations": count("All operations, failed ones included."),
        "operation_types": counts("By kind; every kind is there."),
        "resource_types": counts("By type; only types that have some."),
        "top_users": counts("The ten users with the most operations."),
        "failed_operations": count("Operations that failed."),
        "represented_reads": count("The reads that the READs stand for: the sum of `metadata.reads.count`, 1 where a READ has none."),
        "baseline_records": count("The CREATEs among them that are baselines: they tell what was there already."),
        "first_timestamp": moment,
        "last_timestamp": moment,
        "is_partial": ["type": "boolean", "const": true, "description": "Only the newest records were counted."],
      ],
      "examples": [.object(OpenAPIExamples.statistics)],
    ]
  }

  private static var diff: JSONObject {
    let change: JSONValue = [
      "type": "object", "required": ["kind", "path"],
      "properties": [
        "kind": string("What became of the value.", ["enum": .array(StateChange.Kind.allCases.map { .string($0.rawValue) })]),
        "path": string("Where it is in the state after (RFC 6901); of what was removed, where it was before."),
        "from": string("Where it was before, of what moved."),
        "before": ["description": "What it was."], "after": ["description": "What it is."],
      ],
    ]
    return [
      "type": "object", "required": ["changes", "patch"],
      "properties": [
        "changes": ["type": "array", "items": change, "description": "The differences, in the order of the state after."],
        "patch": [
          "type": "array", "items": ["type": "object"],
          "description": "A JSON Patch (RFC 6902) that makes the state after of the state before.",
        ],
        "history_id": string("The operation, where one was asked for."),
        "from": string("The earlier moment, where two were asked for.", ["format": "date-time"]),
        "to": string("The later moment.", ["format": "date-time"]),
      ],
      "examples": [.object(OpenAPIExamples.recordDiff)],
    ]
  }

  private static var cleanup: JSONObject {
    [
      "type": "object", "required": ["dry_run", "days_to_keep", "before", "removed", "removed_by_type"],
      "properties": [
        "dry_run": ["type": "boolean", "description": "Whether records were only counted."],
        "days_to_keep": ["type": "integer", "minimum": 1],
        "before": string("Records older than this were meant.", ["format": "date-time"]),
        "removed": count("Records that were removed, or would be."),
        "removed_by_type": counts("The same by type; types with none are absent."),
      ],
    ]
  }

  private static var approval: JSONObject {
    [
      "type": "object", "description": "A clean-up that one asked for and another has to approve.",
      "required": [
        "approval_id", "operation", "days_to_keep", "before", "requested_by", "requested_at", "expires_at", "state",
      ],
      "properties": [
        "approval_id": string("Which request it is."),
        "operation": string("What was asked for.", ["const": "cleanup"]),
        "days_to_keep": ["type": "integer", "minimum": 1],
        "before": string("Records older than this are removed.", ["format": "date-time"]),
        "access_before": string("Records of access older than this are removed.", ["format": "date-time"]),
        "keep_last": ["type": "boolean", "const": true, "description": "The last states of what is still there stay."],
        "yes_remove": count("The number of records that agrees to removing nearly all of a type."),
        "requested_by": string("Who asked."), "requested_at": string("When.", ["format": "date-time"]),
        "expires_at": string("When it can be approved no more.", ["format": "date-time"]),
        "state": string("How far it is.", ["enum": ["waiting", "approved", "done"]]),
        "approved_by": string("Who approved it."), "approved_at": string("When.", ["format": "date-time"]),
      ],
    ]
  }

  private static let approvals: JSONObject = [
    "type": "object", "required": ["approvals"],
    "properties": ["approvals": ["type": "array", "items": ["$ref": "#/components/schemas/Approval"], "description": "The oldest first."]],
  ]

  private static var accepted: JSONObject {
    [
      "type": "object", "required": ["accepted", "history_ids"],
      "properties": [
        "accepted": ["type": "integer", "minimum": 1, "description": "How many records were taken."],
        "history_ids": ["type": "array", "items": ["type": "string"], "description": "Their ids, in the order of the body."],
      ],
    ]
  }

  private static var problem: JSONObject {
    let codes = HistoryError.Code.allCases.map { ProblemKind($0).code } + ProblemKind.ofHTTP.map(\.code)
    return [
      "type": "object", "description": "What was wrong, where, and what would be right (RFC 9457).",
      "required": ["type", "title", "status", "detail", "code"],
      "properties": [
        "type": string("`urn:annals:problem:` and the code.", ["format": "uri"]),
        "title": string("The kind of problem, for a person."),
        "status": ["type": "integer", "minimum": 400, "maximum": 599],
        "detail": string("What was wrong, and what would be right."),
        "code": string("The kind of problem, for a script; more may be added.", ["examples": .array(codes.map(JSONValue.string))]),
        "parameter": string("The parameter or header that is wrong."),
        "value": string("What it said, at most 100 characters."),
        "expected": string("What would be right."),
        "errors": [
          "type": "array", "maxItems": .number(JSONNumber(Problem.entryLimit)),
          "description": "The records of the body that cannot be read.",
          "items": [
            "type": "object", "required": ["index", "code", "detail"],
            "properties": [
              "index": count("The record's place in the body, counted from 0."),
              "line": ["type": "integer", "minimum": 1, "description": "Its line, where the body has lines."],
              "code": ["type": "string"], "detail": ["type": "string"],
            ],
          ],
        ],
      ],
      "examples": [.object(OpenAPIExamples.problem)],
    ]
  }

  private static let health: JSONObject = [
    "type": "object", "required": ["alive"], "properties": ["alive": ["type": "boolean", "const": true]],
  ]

  private static let journal: JSONObject = [
    "type": "object", "description": "The recorder's journal, where it has one.", "required": ["waiting", "bytes", "limit"],
    "properties": [
      "waiting": count("Records in it that the store does not have yet."),
      "bytes": count("Bytes on disk."), "limit": count("Bytes on disk at most."),
      "trouble": ["type": "string", "description": "What keeps it from taking records."],
    ],
  ]

  private static let readiness: JSONObject = [
    "type": "object", "required": ["ready"],
    "properties": [
      "ready": ["type": "boolean"],
      "parts": [
        "type": "object", "description": "`store` and `recorder`.",
        "additionalProperties": [
          "type": "object", "required": ["ready"],
          "properties": [
            "ready": ["type": "boolean"], "reason": ["type": "string", "description": "Why the part is not ready."],
            "journal": .object(journal),
          ],
        ],
      ],
    ],
  ]
}

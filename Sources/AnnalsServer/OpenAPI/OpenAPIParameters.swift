import Annals

/// The parameters of path and headers as the document writes them.
enum OpenAPIParameters {
  static func path(_ endpoint: Endpoint) -> [JSONValue] {
    switch endpoint {
    case .statesAsOf: [type]
    case .resourceHistory, .stateAsOf, .resourceDiff:
      [
        type,
        parameter(
          "id", in: "path", "The resource's id: 1 to 1,024 bytes in UTF-8.", schema: ["type": "string", "minLength": 1, "maxLength": 1024],
          example: "prompt-1.1"),
      ]
    case .record, .recordDiff:
      [
        parameter(
          "history_id", in: "path", "The record's id, as `history_id` gives it.", schema: ["type": "string", "minLength": 1],
          example: .string(OpenAPIExamples.historyID))
      ]
    case .approve:
      [
        parameter(
          "approval_id", in: "path", "The request, as the answer to it named it.", schema: ["type": "string", "minLength": 1],
          example: "0000001k3v9x2")
      ]
    case .muteRule:
      [
        parameter(
          "rule", in: "path", "The rule's name.",
          schema: ["type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[a-z0-9_-]+$"], example: "deletions-by-user")
      ]
    case .acknowledgeAlert:
      [
        parameter(
          "alert_id", in: "path", "The alert, as the list of alerts names it.", schema: ["type": "string", "minLength": 1],
          example: OpenAPIAlerts.example["alert_id"] ?? .null)
      ]
    case .plan, .planProgress, .applyPlan:
      [
        parameter(
          "plan_id", in: "path", "The plan, as the answer to making it named it.", schema: ["type": "string", "minLength": 1],
          example: OpenAPIPlans.planExample["plan_id"] ?? .null)
      ]
    case .recentOperations, .statistics, .cleanup, .addRecords, .live, .approvals, .alerts, .makePlan, .plans, .health, .readiness,
      .metrics,
      .document:
      []
    }
  }

  private static let type = parameter(
    "type", in: "path", "The resource's type, in any case.",
    schema: ["type": "string", "minLength": 1, "maxLength": 64, "pattern": OpenAPISchemas.typePattern], example: "PROMPT")

  static func headers(_ endpoint: Endpoint) -> [JSONValue] {
    if endpoint == .live {
      return [
        parameter(
          "Last-Event-ID", in: "header", "The id of the last event that the client has; browsers send it by themselves.",
          schema: ["type": "string"], example: .string(PercentCoding.encode(OpenAPIExamples.historyID)))
      ]
    }
    guard endpoint == .addRecords else { return [] }
    return [
      parameter(
        IdempotencyKey.header, in: "header",
        "Makes a retry harmless: the same key with the same records brings each record once. 1 to 255 visible ASCII characters.",
        schema: ["type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"], example: "8e03978e-40d5-43dd-bc93-6894a57f9324"
      ),
      parameter(
        "Prefer", in: "header",
        .string(
          "`wait` (\(WaitPreference.defaultSeconds) seconds) or `wait=20`: answer with 201 once the records are stored, or with 202 where "
            + "that takes longer (RFC 7240)."),
        schema: ["type": "string"], example: "wait=20"),
    ]
  }

  private static func parameter(
    _ name: String, in place: String, _ description: JSONValue, schema: JSONObject, example: JSONValue
  ) -> JSONValue {
    [
      "name": .string(name), "in": .string(place), "required": .bool(place == "path"), "description": description,
      "schema": .object(schema), "example": example,
    ]
  }
}

extension QueryParameter {
  /// The parameter as the document writes it.
  var json: JSONObject {
    [
      "name": .string(name), "in": "query", "required": .bool(isRequired), "description": .string(summary), "schema": .object(schema),
    ]
  }

  private var schema: JSONObject {
    var schema: JSONObject
    switch form {
    case .whole(let range, _):
      schema = ["type": "integer", "minimum": .number(JSONNumber(range.lowerBound)), "maximum": .number(JSONNumber(range.upperBound))]
    case .flag: schema = ["type": "boolean"]
    case .operation: schema = ["type": "string", "enum": OpenAPISchemas.operations]
    case .resourceType: schema = ["type": "string", "minLength": 1, "maxLength": 64, "pattern": OpenAPISchemas.typePattern]
    case .user: schema = ["type": "string", "minLength": 1, "maxLength": 256, "pattern": OpenAPISchemas.userPattern]
    case .moment: schema = ["type": "string", "anyOf": [["format": "date-time"], ["format": "date"]]]
    case .day: schema = ["type": "string", "format": "date"]
    case .cursor: schema = ["type": "string", "minLength": 1]
    case .text(let length): schema = ["type": "string", "minLength": 1, "maxLength": .number(JSONNumber(length))]
    case .word(let words): schema = ["type": "string", "enum": .array(words.map(JSONValue.string))]
    }
    schema["default"] = fallback
    return schema
  }
}

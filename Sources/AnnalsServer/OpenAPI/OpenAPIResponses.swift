import Annals

/// An endpoint's responses by status.
struct OpenAPIResponses {
  let endpoint: Endpoint

  var json: JSONObject {
    var json: JSONObject = [
      "400": Self.reference("BadRequest"), "414": Self.reference("PathTooLong"), "429": Self.reference("TooManyRequests"),
      "431": Self.reference("HeadersTooLarge"),
    ]
    switch endpoint {
    case .resourceHistory, .recentOperations:
      json["200"] = .object(Self.content("RecordPage", "A page of records.", OpenAPIExamples.page))
    case .statistics: json["200"] = .object(Self.content("Statistics", "The counts.", OpenAPIExamples.statistics))
    case .cleanup:
      json["200"] = .object(Self.content("CleanupReport", "What was removed, or would be.", OpenAPIExamples.cleanup))
      json["202"] = .object(Self.content("Approval", "Nothing yet: another user has to approve it.", OpenAPIExamples.approval))
    case .approvals:
      json["200"] = .object(Self.content("ApprovalList", "The requests.", ["approvals": [.object(OpenAPIExamples.approval)]]))
    case .alerts: json["200"] = .object(Self.content("AlertList", "A page of alerts.", OpenAPIAlerts.listExample))
    case .muteRule: json["200"] = .object(Self.content("Mute", "The rule is muted.", OpenAPIAlerts.muteExample))
    case .acknowledgeAlert: json["200"] = .object(Self.content("Alert", "The alert.", OpenAPIAlerts.example))
    case .makePlan:
      json["201"] = .object(Self.content("Plan", "The plan. Nothing was changed.", OpenAPIPlans.planExample))
      for member in OpenAPIPlans.problems(endpoint).members { json[member.name] = Self.reference(member.value.string ?? "") }
    case .plans: json["200"] = .object(Self.content("PlanList", "A page of plans.", OpenAPIPlans.listExample))
    case .plan: json["200"] = .object(Self.content("Plan", "The plan, with a page of its steps.", OpenAPIPlans.planExample))
    case .planProgress: json["200"] = .object(Self.content("PlanProgress", "How far it is.", OpenAPIPlans.progressExample))
    case .applyPlan:
      json["202"] = .object(Self.content("PlanProgress", "It is begun; its progress tells how far it is.", OpenAPIPlans.progressExample))
      for member in OpenAPIPlans.problems(endpoint).members { json[member.name] = Self.reference(member.value.string ?? "") }
    case .approve: json["200"] = .object(Self.content("CleanupReport", "What was removed.", OpenAPIExamples.cleanup))
    case .recordDiff: json["200"] = .object(Self.content("StateDiff", "What differs.", OpenAPIExamples.recordDiff))
    case .resourceDiff: json["200"] = .object(Self.content("StateDiff", "What differs.", OpenAPIExamples.resourceDiff))
    case .live:
      json["200"] = ["description": "The events.", "content": ["text/event-stream": ["schema": ["type": "string"]]]]
    case .record: json["200"] = .object(Self.content("Record", "The record.", OpenAPIExamples.record))
    case .statesAsOf: json["200"] = .object(Self.content("StatePage", "A page of resources.", OpenAPIExamples.statePage))
    case .stateAsOf: json["200"] = .object(Self.content("StateAsOf", "The resource as it was.", OpenAPIExamples.stateAsOf))
    case .addRecords:
      json["201"] = .object(Self.created)
      json["202"] = .object(Self.accepted)
      json["408"] = Self.reference("TooSlow")
      json["413"] = Self.reference("TooLarge")
      json["415"] = Self.reference("UnsupportedMediaType")
      json["422"] = Self.reference("Rejected")
    case .health: json["200"] = .object(Self.content("Health", "The server is alive.", ["alive": true]))
    case .readiness:
      json["200"] = .object(Self.content("Readiness", "All parts are ready.", OpenAPIExamples.ready))
      json["503"] = .object(Self.content("Readiness", "A part is not ready, and why.", OpenAPIExamples.notReady))
    case .metrics: json["200"] = .object(Self.metrics)
    case .document:
      json["200"] = ["description": "The document.", "content": ["application/json": ["schema": ["type": "object"]]]]
    }
    if [.resourceHistory, .recentOperations, .statistics, .statesAsOf, .stateAsOf].contains(endpoint), var answer = json["200"]?.object {
      answer["headers"] = ["Warning": ["$ref": "#/components/headers/Warning"]]
      json["200"] = .object(answer)
    }
    if endpoint == .cleanup || endpoint == .approve { json["409"] = Self.reference("RemovesNearlyAll") }
    let named: [Endpoint] = [
      .record, .recordDiff, .resourceDiff, .approve, .muteRule, .acknowledgeAlert, .makePlan, .plan, .planProgress, .applyPlan, .metrics,
    ]
    if named.contains(endpoint) {
      json["404"] = Self.reference("NotFound")
    }
    if endpoint.rule != .anyone {
      json["401"] = Self.reference("Unauthenticated")
      json["503"] = Self.reference("Unavailable")
    }
    if case .permitted = endpoint.rule { json["403"] = Self.reference("Forbidden") }
    if Endpoint.ofHistory.contains(endpoint) {
      json["500"] = Self.reference("Unexpected")
    }
    return json
  }

  /// Responses that several operations share.
  static var shared: JSONObject {
    [
      "BadRequest": problem("Something in the request cannot be used; the problem names it and what would be right."),
      "Unauthenticated": problem(
        "Nothing proves who sends it, or what should does not hold.",
        headers: ["WWW-Authenticate": ["$ref": "#/components/headers/Authenticate"]]),
      "Forbidden": problem("Who sends it may not do that."),
      "NotFound": problem("There is nothing of this id, or nothing that may be seen."),
      "RemovesNearlyAll": problem(
        "The clean-up would remove more than nine in ten records of a type; the detail names the number that agrees to it."),
      "WrongPlan": problem("The plan is another than the one with the `sha256`, or it is being applied now."),
      "Unplannable": problem("Nothing was found to put back, or it cannot be planned so."),
      "TooLarge": problem("The body has too many bytes or records."),
      "TooSlow": problem("The body came too slowly; the connection is closed."),
      "PathTooLong": problem("The path or the query is too long."),
      "TooManyRequests": problem(
        "The caller sends too many requests.", headers: ["Retry-After": ["$ref": "#/components/headers/RetryAfter"]]),
      "HeadersTooLarge": problem("The headers are too large or too many; the connection is closed."),
      "UnsupportedMediaType": problem("The body's media type or encoding is not read; `Accept` or `Accept-Encoding` say what is."),
      "Rejected": problem("The store refused some of the records for good."),
      "Unexpected": problem("The server failed; its log says more."),
      "Unavailable": problem(
        "The store or the buffer cannot take it now.", headers: ["Retry-After": ["$ref": "#/components/headers/RetryAfter"]]),
    ]
  }

  /// Headers that responses share.
  static let headers: JSONObject = [
    "Authenticate": ["description": "What would prove it (RFC 9110, section 11.6.1).", "schema": ["type": "string"]],
    "RetryAfter": ["description": "Seconds after which trying again can help.", "schema": ["type": "integer", "minimum": 1]],
    "Warning": [
      "description": "Why the answer was slow, shorter than the limit, or promises less, and what to do (RFC 7234, section 5.5).",
      "schema": ["type": "string"],
    ],
  ]

  private static let metrics: JSONObject = [
    "description": "The metrics as they are now.",
    "content": [
      "text/plain; version=0.0.4; charset=utf-8": [
        "schema": ["type": "string"],
        "example": "# HELP annals_queue_depth Records held in memory.\n# TYPE annals_queue_depth gauge\nannals_queue_depth 0\n",
      ]
    ],
  ]

  private static var created: JSONObject {
    var json = content("Accepted", "The records are stored.", OpenAPIExamples.accepted)
    json["headers"] = [
      "Location": ["description": "Where the record is, where there was one.", "schema": ["type": "string", "format": "uri-reference"]],
      "Preference-Applied": ["description": "The preference that was honoured.", "schema": ["type": "string"]],
    ]
    return json
  }

  private static var accepted: JSONObject {
    let description =
      "The records are in the server's journal, or without one in its memory, and will be stored. A `Warning` says where the journal did "
      + "not take them in time, and a crash would lose them."
    var json = content("Accepted", description, OpenAPIExamples.accepted)
    json["headers"] = ["Warning": ["$ref": "#/components/headers/Warning"]]
    return json
  }

  private static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/components/responses/\(name)")] }

  private static func content(_ schema: String, _ description: String, _ example: JSONObject) -> JSONObject {
    [
      "description": .string(description),
      "content": [
        "application/json": ["schema": ["$ref": .string("#/components/schemas/\(schema)")], "example": .object(example)]
      ],
    ]
  }

  private static func problem(_ description: String, headers: JSONObject = [:]) -> JSONValue {
    var json: JSONObject = [
      "description": .string(description),
      "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
    ]
    if !headers.isEmpty { json["headers"] = .object(headers) }
    return .object(json)
  }
}

import Annals

/// One endpoint as an operation of the document.
struct OpenAPIOperation {
  let endpoint: Endpoint
  let configuration: HistoryRoutesConfiguration

  var json: JSONObject {
    var json: JSONObject = [
      "operationId": .string(endpoint.rawValue),
      "tags": [.string(tag)],
      "summary": .string(summary),
      "description": .string(description),
      "parameters": .array(parameters),
      "responses": .object(OpenAPIResponses(endpoint: endpoint).json),
    ]
    if endpoint.rule == .anyone { json["security"] = [] }
    if endpoint == .addRecords { json["requestBody"] = .object(requestBody) }
    if let body = OpenAPIPlans.requestBody(endpoint) { json["requestBody"] = .object(body) }
    return json
  }

  private var tag: String {
    switch endpoint {
    case .resourceHistory, .recentOperations, .statistics, .record, .statesAsOf, .stateAsOf, .recordDiff, .resourceDiff, .live: "history"
    case .addRecords: "records"
    case .cleanup, .approvals, .approve: "upkeep"
    case .alerts, .muteRule, .acknowledgeAlert: "alerts"
    case .makePlan, .plans, .plan, .planProgress, .applyPlan: "recovery"
    case .health, .readiness, .metrics, .document: "server"
    }
  }

  private var summary: String {
    switch endpoint {
    case .resourceHistory: "The history of one resource, newest first."
    case .recentOperations: "What happened lately, newest first."
    case .statistics: "How many operations there were, by kind, type and user."
    case .cleanup: "Remove, or only count, old records."
    case .addRecords: "Send records."
    case .record: "One record by its id."
    case .statesAsOf: "All resources of a type as they were at a moment."
    case .stateAsOf: "One resource as it was at a moment."
    case .recordDiff: "What an operation changed."
    case .resourceDiff: "How a resource differs between two moments."
    case .live: "What is recorded, as it is recorded."
    case .approvals: "The clean-ups that were asked for within a day, and need another's approval."
    case .approve: "Approve a clean-up that another asked for, and carry it out."
    case .alerts: "The alerts, newest first."
    case .muteRule: "Keep a rule's alerts quiet for a time."
    case .acknowledgeAlert: "Say that you look after an alert."
    case .makePlan, .plans, .plan, .planProgress, .applyPlan: OpenAPIPlans.summary(endpoint)
    case .health: "Whether the server is alive."
    case .readiness: "Whether the server can take and store records, and which part cannot."
    case .metrics: "The server's metrics, for Prometheus."
    case .document: "This document."
    }
  }

  private var description: String {
    switch endpoint {
    case .resourceHistory:
      "The id is all of the path behind the type, percent-encoded; slashes in it may stand as they are or as `%2F`. Nothing is joined or "
        + "left out: doubled slashes, `.` and `..` belong to the id (some clients need to be told to send them, as `curl --path-as-is`). "
        + "A resource without history has an empty page."
    case .recentOperations: "All resources' operations, narrowed by what is given."
    case .statistics:
      "The counts are exact, and cost the same at any size. Days are counted in UTC, the first and the last included. Where a scope of users or of "
        + "ids has to be counted by reading, and more had to be read than the server's limit, `is_partial` and a `Warning` say so."
    case .cleanup:
      "The days to keep must be given, so that nothing is removed by accident. Texts that no other record shows go too. "
        + "Where the server needs two for it, 202 gives an `approval_id` that another user approves within a day."
    case .addRecords:
      "One record as an object, several as an array or one a line (NDJSON), gzip or plain; at most \(configuration.recordLimit) records "
        + "and \(configuration.bodyLimit) bytes unpacked. All are taken or none. Secrets are redacted and long texts cut before anything is "
        + "stored. A record with its own `history_id`, or a request with an `Idempotency-Key`, can be sent again: it stays one. Without a "
        + "`timestamp` a record is of now, but with an `Idempotency-Key` it needs one. Without a `user_id` it is the request's user's, else "
        + "`system`'s. 202 says that the records are in the server's journal, on its disk, and survive its crash; a server "
        + "without a journal holds them in memory. With `Prefer: wait`, 201 says that they are stored."
    case .record: "The id is all of the path behind `records/`, percent-encoded: `#` as `%23`. Cut texts are put back unless `full=false`."
    case .statesAsOf:
      "Those changed last before the moment come first. A state is that after the last operation until the moment or, where that was not "
        + "recorded, the one before the next operation; what neither tells is `unknown`, with the reason. Resources that were made later are left "
        + "out, and those removed before unless `absent=true`. A page may have fewer resources than the limit, or none: `next_cursor` leads on."
    case .stateAsOf:
      "The id is all of the path behind the type, percent-encoded, as for its history. Fields whose value is not known, such as redacted ones, "
        + "are named in `unknown_fields`. `untracked_change_before` names the next operation where something changed the resource without a "
        + "record in between, maybe before the moment."
    case .recordDiff:
      "The states before and after, whole, as changes for a person and as a JSON Patch (RFC 6902). Lists are matched by their elements' ids or "
        + "contents. A state that there is not counts as null. Of a record whose id ends in `/diff`, that slash is sent as `%2F`."
    case .resourceDiff:
      "As far as history knows its states then, as `as-of` tells them. What was not there counts as null, what is not known is 404 and why. "
        + "A resource whose id ends in `/diff` is asked for with that slash as `%2F`."
    case .live:
      "Server-sent events: `record` with what a list shows of an operation, no state; `lost` with how many were left out since, where there were "
        + "too many. Comments come while nothing happens. After `Last-Event-ID` what was missed comes first, at most 100 operations. The answer "
        + "does not end by itself."
    case .approvals: "Who asked for what, and how far it is."
    case .approve:
      "Exactly what was asked for is removed. Who asked cannot approve. One that was approved but did not end can be approved again."
    case .alerts:
      "What rules found, with how far each delivery is with it. Alerts hold names and counts, and no state. Who sees a part of history sees the "
        + "alerts that are about that part alone. They are there also where another process evaluates."
    case .muteRule: "Alerts are raised and listed all the same. It takes who has no scope, for a rule looks at all of history."
    case .acknowledgeAlert: "Nothing more is told of it but its end. One that is acknowledged stays as it is."
    case .makePlan, .plans, .plan, .planProgress, .applyPlan: OpenAPIPlans.description(endpoint)
    case .health: "Answers as long as the process does."
    case .readiness:
      "The store must take records, and the recorder must run with room in its buffer. A journal that takes no records is told of in "
        + "`trouble`, and leaves the server ready: records are held in memory then. `parts` is there for who may clean up and, where everyone may "
        + "do everything, for the server's own machine."
    case .metrics:
      "Counters, gauges and histograms in the text format, version 0.0.4. They hold counts, times and sizes, no history: a key of the role "
        + "`monitor` is enough. 404 where the process has another backend for its metrics."
    case .document: "Made from the routes themselves."
    }
  }

  private var parameters: [JSONValue] {
    OpenAPIParameters.path(endpoint) + endpoint.parameters.map { .object($0.json) } + OpenAPIParameters.headers(endpoint)
  }

  private var requestBody: JSONObject {
    let newRecord: JSONValue = ["$ref": "#/components/schemas/NewRecord"]
    let example = JSONValue.object(OpenAPIExamples.newRecord)
    let json: JSONValue = [
      "schema": ["oneOf": [newRecord, ["type": "array", "minItems": 1, "items": newRecord]]],
      "examples": ["one": ["value": example], "several": ["value": [example]]],
    ]
    let lines: JSONValue = [
      "schema": ["type": "string", "description": "One record a line; empty lines are left out."],
      "example": .string(JSONWriter.text(of: example) + "\n"),
    ]
    return [
      "required": true,
      "description": "The records. `Content-Encoding: gzip` is read.",
      "content": .object(JSONObject([(BodyFormat.jsonType, json), (BodyFormat.linesType, lines)])),
    ]
  }
}

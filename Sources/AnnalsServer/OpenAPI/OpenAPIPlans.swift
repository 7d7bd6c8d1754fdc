import Annals

/// What the document says of plans, beside their shapes.
enum OpenAPIPlans {
  static func summary(_ endpoint: Endpoint) -> String {
    switch endpoint {
    case .makePlan: "Plan to undo operations, or to restore resources."
    case .plans: "The plans, newest first."
    case .plan: "A plan: what it writes and removes, and what is in the way."
    case .planProgress: "How far the applying of a plan is."
    default: "Apply a plan, exactly."
    }
  }

  static func description(_ endpoint: Endpoint) -> String {
    switch endpoint {
    case .makePlan:
      "`undo` says which operations, by what narrows them (all must hold), by `history_ids`, or by the `plan_id` of what was put back; `restore` says "
        + "a moment, for one resource or all of a type. Nothing is changed. The plan is kept for thirty days, with each change as a difference, each "
        + "conflict, and its cost. Values in `fields`, for what history redacted, are used and not kept."
    case .plans:
      "Those that this server made, another did, or the command line did, as far as all their resources lie in the scope of who asks."
    case .plan: "States are shown without their secrets. `outcome` of a step tells what became of it, once the plan is being applied."
    case .planProgress:
      "`stopped` is a run that ended before its end: applying the plan again goes on there. `seconds_left` is told by the process that applies."
    default:
      "`sha256` is that of the plan that was looked at. It is applied in the background, by one runner: each item only if it is as the plan saw it; what "
        + "is another by now stays, and is counted as `changed_since`. Where the server needs two, another user than who made the plan applies it. What "
        + "was stopped or killed goes on when it is applied again."
    }
  }

  /// The problems of a body and of plans, beside those that all have.
  static func problems(_ endpoint: Endpoint) -> JSONObject {
    let body: JSONObject = ["408": "TooSlow", "413": "TooLarge", "415": "UnsupportedMediaType"]
    var problems = body
    if endpoint == .applyPlan { problems["409"] = "WrongPlan" }
    if endpoint == .makePlan { problems["422"] = "Unplannable" }
    return problems
  }

  static func requestBody(_ endpoint: Endpoint) -> JSONObject? {
    switch endpoint {
    case .makePlan:
      [
        "required": true, "description": "What is to be put back. A member that is not known is refused.",
        "content": [
          "application/json": [
            "schema": ["$ref": "#/components/schemas/NewPlan"],
            "examples": ["undo": ["value": .object(undoExample)], "restore": ["value": .object(restoreExample)]],
          ]
        ],
      ]
    case .applyPlan:
      [
        "required": true, "description": "Which plan was looked at, and how it is applied.",
        "content": ["application/json": ["schema": ["$ref": "#/components/schemas/PlanApplication"], "example": .object(applyExample)]],
      ]
    default: nil
    }
  }

  private static let hash: JSONValue = "9f2c1c7b5a0e4d3f8b6a7c9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b"

  private static let undoExample: JSONObject = [
    "undo": ["user_id": "eve@example.org", "from": "2025-12-16T02:00:00Z"], "conflict_choice": "skip", "reason": "INC-481",
  ]
  private static let restoreExample: JSONObject = [
    "restore": ["resource_type": "PROMPT", "resource_id": "prompt-1.1", "at": "2025-12-16T20:00:00Z"]
  ]
  private static let applyExample: JSONObject = ["sha256": hash, "reason": "INC-481", "max_wcu": 500]

  static let progressExample: JSONObject = [
    "plan_id": "01j9z3k8q2xyz", "state": "running", "steps": 650, "seconds_left": 12, "open": 250, "done": 398, "already": 0,
    "changed_since": 2, "reference_missing": 0, "held_back": 0, "failed": 0, "applied_by": "ann@example.org",
    "started_at": "2025-12-16T21:00:00.000000Z", "updated_at": "2025-12-16T21:00:18.000000Z",
  ]

  private static let example: JSONObject = [
    "plan_id": "01j9z3k8q2xyz", "created_at": "2025-12-16T20:58:00.000000Z", "created_by": "ann@example.org",
    "request": ["undo": ["user_id": "eve@example.org", "from": "2025-12-16T02:00:00.000000Z"]], "conflict_choice": "skip",
    "all_or_nothing": false, "reason": "INC-481", "sha256": hash, "writes": 1, "removals": 0, "already": 0, "held_back": 0, "overridden": 0,
    "write_units": 1, "expires_at": "2026-01-15T20:58:00.000000Z", "progress": .object(openExample),
  ]

  private static let openExample: JSONObject = [
    "plan_id": "01j9z3k8q2xyz", "state": "not_applied", "steps": 1, "seconds_left": .null, "open": 1, "done": 0, "already": 0,
    "changed_since": 0, "reference_missing": 0, "held_back": 0, "failed": 0,
  ]

  static var listExample: JSONObject { ["plans": [.object(example)], "next_cursor": .null] }

  static var planExample: JSONObject {
    var plan = example
    plan["steps"] = [
      [
        "resource_type": "PROMPT", "resource_id": "prompt-1.1", "action": "write",
        "undoes": [.string(OpenAPIExamples.historyID)], "present_state": .null,
        "target_state": ["name": "Prompt 1.1", "version": "1.1", "status": "active"], "conflicts": [], "write_units": 1,
        "diff": ["changes": [["kind": "changed", "path": "", "before": .null, "after": ["name": "Prompt 1.1"]]], "patch": []],
        "outcome": .null,
      ]
    ]
    plan["next_cursor"] = .null
    return plan
  }
}

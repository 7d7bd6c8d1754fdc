/// What is to be put back.
public struct RecoveryRequest: Hashable, Sendable {
  /// What decides.
  public enum Subject: Hashable, Sendable {
    /// Operations are undone: those that the filter lets through, and that have the request's id and all the tags.
    case operations(RecordFilter, requestID: String?, tags: [String: String])
    /// Operations are undone: these.
    case records([HistoryID])
    /// Operations are undone: those by which a plan was applied.
    case plan(String)
    /// A resource is put back as it was at a moment.
    case resource(Resource, at: Timestamp)
    /// All resources of a type are put back as they were at a moment.
    case type(ResourceType, at: Timestamp)
  }

  /// What decides.
  public let subject: Subject

  /// A request.
  public init(_ subject: Subject) { self.subject = subject }

  /// The request as JSON.
  public var json: JSONObject {
    switch subject {
    case .operations(let filter, let requestID, let tags):
      var json = filter.json
      json["request_id"] = requestID.map(JSONValue.string)
      if !tags.isEmpty { json["tags"] = .object(JSONObject(tags.map { ($0.key, .string($0.value)) })) }
      return ["undo": .object(json)]
    case .records(let ids): return ["undo": ["history_ids": .array(ids.map { .string($0.description) })]]
    case .plan(let id): return ["undo": ["plan_id": .string(id)]]
    case .resource(let resource, let moment):
      return [
        "restore": [
          "resource_type": .string(resource.type.name), "resource_id": .string(resource.id), "at": .string(moment.description),
        ]
      ]
    case .type(let type, let moment): return ["restore": ["resource_type": .string(type.name), "at": .string(moment.description)]]
    }
  }

  /// Reads what `json` gave. Throws `invalidDocument`, or what is wrong with a name in it.
  init(_ json: JSONObject) throws(HistoryError) {
    if let restore = json["restore"]?.object {
      guard let type = restore["resource_type"]?.string, let moment = restore["at"]?.string else {
        throw HistoryError(.invalidDocument, "a request to restore lacks resource_type or at")
      }
      if let id = restore["resource_id"]?.string {
        self.init(.resource(try Resource(type, id), at: try Timestamp(moment)))
      } else {
        self.init(.type(try ResourceType(type), at: try Timestamp(moment)))
      }
    } else if let undo = json["undo"]?.object {
      if let texts = undo["history_ids"]?.array {
        var ids: [HistoryID] = []
        for text in texts.compactMap(\.string) { ids.append(try HistoryID(text)) }
        self.init(.records(ids))
      } else if let plan = undo["plan_id"]?.string {
        self.init(.plan(plan))
      } else {
        let tags = undo["tags"]?.object?.members.map { ($0.name, $0.value.string ?? "") } ?? []
        self.init(
          .operations(
            try RecordFilter(json: undo), requestID: undo["request_id"]?.string, tags: Dictionary(tags, uniquingKeysWith: { $1 })))
      }
    } else {
      throw HistoryError(.invalidDocument, "a request has neither undo nor restore")
    }
  }
}

extension RecordFilter {
  /// The filter as JSON, by the names that the API has for it.
  var json: JSONObject {
    var json: JSONObject = [:]
    json["resource_type"] = resourceType.map { .string($0.name) }
    json["resource_id"] = resourceID.map(JSONValue.string)
    json["user_id"] = user.map { .string($0.id) }
    json["operation_type"] = operation.map { .string($0.rawValue) }
    json["from"] = from.map { .string($0.description) }
    json["to"] = to.map { .string($0.description) }
    return json
  }

  init(json: JSONObject) throws(HistoryError) {
    self.init()
    if let text = json["resource_type"]?.string { resourceType = try ResourceType(text) }
    resourceID = json["resource_id"]?.string
    if let text = json["user_id"]?.string { user = try User(text) }
    if let text = json["operation_type"]?.string { operation = try OperationKind(text) }
    if let text = json["from"]?.string { from = try Timestamp(text) }
    if let text = json["to"]?.string { to = try Timestamp(text) }
  }
}

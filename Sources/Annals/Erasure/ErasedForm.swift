/// What is left of a record when its subject was erased: that something happened, of which kind, to which type of resource, and when.
struct ErasedForm: Sendable {
  /// The member that says so, in states and metadata.
  static let name = "erased"

  let subject: ErasureSubject
  let pseudonym: String
  /// When it was erased, and by which order.
  let mark: JSONObject

  init(_ subject: ErasureSubject, pseudonym: String, order: String, at moment: Timestamp) {
    self.subject = subject
    self.pseudonym = pseudonym
    mark = ["at": .string(moment.description), "order": .string(order)]
  }

  /// The erased form of a record of the subject's own.
  func erased(_ record: HistoryRecord) -> HistoryRecord {
    var (resource, user) = (record.resource, record.user)
    switch subject {
    case .user: user = User(coercing: pseudonym)
    case .resource: resource = Resource(coercing: resource.type.name, pseudonym)
    }
    let state: JSONObject = [Self.name: .object(mark)]
    return HistoryRecord(
      record.operation, of: resource, at: record.timestamp, token: record.token, by: user, before: record.before.map { _ in state },
      after: record.after.map { _ in state }, metadata: metadata(record.metadata))
  }

  /// Whether it succeeded, which function did it, and how many reads it stands for; all else may name somebody.
  private func metadata(_ metadata: JSONObject) -> JSONObject {
    var left: JSONObject = [Self.name: .object(mark)]
    left["success"] = metadata["success"]?.bool.map(JSONValue.bool)
    left["function"] = metadata["function"]?.string.map(JSONValue.string)
    if let count = metadata[ReadCount.name]?.object?["count"]?.number { left[ReadCount.name] = ["count": .number(count)] }
    return left
  }
}

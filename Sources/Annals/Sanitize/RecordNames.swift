/// What a record is found by: texts that whoever names things chooses, and in which a secret can stand.
struct RecordNames: Equatable {
  let type: String
  let id: String
  let user: String
  let token: RecordToken?

  init(_ record: HistoryRecord) {
    type = record.resource.type.name
    id = record.resource.id
    user = record.user.id
    token = record.token
  }

  private init(type: String, id: String, user: String, token: RecordToken?) {
    self.type = type
    self.id = id
    self.user = user
    self.token = token
  }

  /// The names without secrets. Each secret gets one mark wherever it stands, so that what has it is found by it.
  func redacted(by redactor: Redactor, trace: RedactionTrace?) -> RecordNames {
    RecordNames(
      type: redactor.redacted(identifier: type, root: "resource_type", trace: trace),
      id: redactor.redacted(identifier: id, root: "resource_id", trace: trace),
      user: redactor.redacted(identifier: user, root: "user_id", trace: trace), token: redacted(token, by: redactor, trace: trace))
  }

  /// A token that is a secret gives way to the one that it derives, so that a record sent twice is still one record.
  private func redacted(_ token: RecordToken?, by redactor: Redactor, trace: RedactionTrace?) -> RecordToken? {
    // Those made here are shorter than any secret without a name.
    guard let token, token.description.utf8.count >= 20 else { return token }
    let shown = redactor.redacted(identifier: token.description, root: "history_id", trace: trace)
    return shown.hasSameBytes(as: token.description) ? token : .derived(from: token.description, occurrence: 0)
  }

  static func == (left: RecordNames, right: RecordNames) -> Bool {
    left.id.hasSameBytes(as: right.id) && left.user.hasSameBytes(as: right.user) && left.type.hasSameBytes(as: right.type)
      && left.token == right.token
  }
}

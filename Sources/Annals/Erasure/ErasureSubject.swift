/// Whose history is erased.
package enum ErasureSubject: Hashable, Sendable {
  /// All that a user did.
  case user(User)
  /// All that was done to a resource.
  case resource(Resource)

  /// The id by which others may mention the subject.
  package var id: String {
    switch self {
    case .user(let user): user.id
    case .resource(let resource): resource.id
    }
  }

  /// Which records are the subject's own.
  var filter: RecordFilter {
    switch self {
    case .user(let user): RecordFilter(user: user)
    case .resource(let resource): .resource(resource)
    }
  }

  /// Whether a record is the subject's own.
  func owns(_ record: HistoryRecord) -> Bool {
    switch self {
    case .user(let user): record.user == user
    case .resource(let resource): record.resource == resource
    }
  }

  /// The kind of subject in a word.
  package var kind: String {
    switch self {
    case .user: "user"
    case .resource: "resource"
    }
  }
}

extension Resource {
  /// What the ids of records about access begin with: who looked at history, and what was done to it.
  package static let accessPrefix = "access/"

  /// Whether the records of this resource tell of access to history itself, and so have a retention of their own.
  package var isAccess: Bool { type == .history && id.utf8.starts(with: Self.accessPrefix.utf8) }
}

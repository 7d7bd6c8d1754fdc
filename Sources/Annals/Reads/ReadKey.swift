/// Whose reads of what are counted together; texts are compared by their bytes, as stores do.
struct ReadKey: Hashable, Sendable {
  /// The type's name in upper case.
  let type: String
  let id: String
  let user: String

  /// The key of a READ; `type` is its type's name in upper case.
  init(_ operation: CapturedOperation, type: String) {
    self.type = type
    id = operation.resourceID
    user = operation.user ?? operation.context?.history?.user ?? User.system.id
  }

  static func == (left: ReadKey, right: ReadKey) -> Bool {
    left.id.hasSameBytes(as: right.id) && left.user.hasSameBytes(as: right.user) && left.type.hasSameBytes(as: right.type)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(id)
    hasher.combine(user)
    hasher.combine(type)
  }
}

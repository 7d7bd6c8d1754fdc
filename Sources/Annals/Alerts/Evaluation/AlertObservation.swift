/// What rules need of a record: its names and outcome, and which fields that rules look at it touched. It holds no state.
package final class AlertObservation: Sendable {
  /// When, in microseconds since 1970.
  let moment: Int64
  /// What tells it from all other records of the moment.
  let mark: UInt64
  let kind: OperationKind
  let type: ResourceType
  let resourceID: String
  let user: User
  let isFailed: Bool
  let userKey: UInt64
  let typeKey: UInt64
  let resourceKey: UInt64
  /// The resources that a READ of several names; empty where there is the one.
  let resourceKeys: [UInt64]
  /// The places of the rules whose fields it touched.
  let touching: Set<Int>

  /// What says whether rules that look at kind, type and outcome alone count it.
  let sort: UInt64

  /// What rules need of a record; `touching` are the places of the rules whose fields it touched.
  init(_ record: HistoryRecord, touching: Set<Int> = []) {
    moment = record.timestamp.microseconds
    kind = record.operation
    type = record.resource.type
    resourceID = record.resource.id
    user = record.user
    isFailed = record.isFailed
    userKey = ByteHash.hash(user.id)
    typeKey = ByteHash.hash(type.name)
    resourceKey = ByteHash.hash(resourceID, typeKey)
    mark = ByteHash.hash(record.token?.description ?? "", resourceKey &+ UInt64(truncatingIfNeeded: kind.place))
    if kind == .read, let keys = record.metadata[ReadCount.name]?.object?["keys"]?.array {
      let typeKey = typeKey
      resourceKeys = keys.compactMap { $0.string.map { ByteHash.hash($0, typeKey) } }
    } else {
      resourceKeys = []
    }
    sort = typeKey ^ UInt64(truncatingIfNeeded: kind.place * 2 + (isFailed ? 1 : 0))
    self.touching = touching
  }

  /// The resource.
  var resource: Resource? { try? Resource(type: type, id: resourceID) }
}

extension OperationKind {
  fileprivate var place: Int {
    switch self {
    case .create: 0
    case .delete: 1
    case .read: 2
    case .update: 3
    }
  }
}

/// Texts as 64 bits, by their bytes and a key of this process that nobody else knows: of a billion texts two share one with a chance of one in
/// forty.
enum ByteHash {
  static func hash(_ text: String, _ more: UInt64 = 0) -> UInt64 {
    var text = text
    var hasher = Hasher()
    hasher.combine(more)
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}

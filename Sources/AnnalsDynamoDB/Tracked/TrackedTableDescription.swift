public import AWSClient

/// What history needs to know of a table of a service: which resource an item is, and how much is recorded.
public struct TrackedTableDescription: Sendable {
  /// Which states of an update are recorded. DynamoDB returns one of the two, in the call itself and for free.
  public enum UpdateStates: Sendable {
    /// The state before as DynamoDB returns it (`ALL_OLD`); the state after is that state with the update applied, in the background.
    ///
    /// The default: the state before is what a recovery puts back, so it must be exact however many write at once. So is the state after:
    /// an update's expression says all that is to be known. What is not computed (a sum of over 38 digits, a place past a list's end beside
    /// a removal) is left unknown, and `metadata.capture_problems` says so.
    case both
    /// The state before alone.
    case before
    /// The state after as DynamoDB returns it (`ALL_NEW`); the state before is one of the ``MissingStates``.
    case after
  }

  /// What is done about a state before that DynamoDB does not return: in batches, in transactions, and where an update's caller asks for the
  /// new values.
  public enum MissingStates: Sendable {
    /// It stays unknown, and `metadata.before_state` says so. It costs nothing.
    case unknown
    /// It is read just before, consistently: the call waits for the read, and `metadata.added_capacity` says what it cost. Another writer may
    /// come between, so `metadata.before_state` says `read`.
    case readBefore
  }

  /// Which reads are recorded.
  public enum Reads: Sendable {
    /// None.
    case off
    /// Every one: a record an item of `getItem`, `batchGetItem` and `transactGetItems`, a record a page of `query` and `scan`.
    case every
  }

  /// The table's name; requests may give it as such or as an ARN.
  public var tableName: String
  /// The names of the table's key attributes: partition key, and sort key where there is one.
  public var keyAttributes: [String]
  /// The resource of a key; `nil` where items of such a key are not tracked.
  public var resource: @Sendable (_ key: AttributeMap) -> TrackedResource?
  /// The type of all items, where there is but one.
  private(set) var fixedType: String?
  /// Types that are not tracked, in upper case. Default: none.
  public var untrackedTypes: Set<String> = []
  /// Attributes that are left out of states. Default: none.
  public var omittedAttributes: Set<String> = []
  /// Which states of an update are recorded. Default: `both`.
  public var updateStates = UpdateStates.both
  /// What is done about states before that DynamoDB does not return. Default: `unknown`.
  public var missingStates = MissingStates.unknown
  /// How long a read before may keep a call waiting; then the state is unknown. Default: 1 s.
  public var readLimit: Duration = .seconds(1)
  /// Which reads are recorded. Default: `off`.
  public var reads = Reads.off
  /// Keys that the record of a query or scan shows at most. Default: 20.
  public var shownKeys = 20

  /// A table whose items are all of one type.
  ///
  /// - Parameters:
  ///   - tableName: The table's name.
  ///   - resourceType: The type: 1 to 64 characters without `#`.
  ///   - id: The key attributes that make the id; several are joined as ``ResourceIDParts`` does.
  ///   - key: The table's key attributes; the same as `id` without a say.
  public init(tableName: String, resourceType: String, id: [String], key: [String]? = nil) {
    self.init(tableName: tableName, key: key ?? id) { TrackedResource(type: resourceType, id: ResourceIDParts(id, of: $0).joined) }
    fixedType = resourceType
  }

  /// A table with several types, told apart by the key.
  ///
  /// Only the key is asked: every call has it, so that one item is one resource in all of them.
  ///
  /// - Parameters:
  ///   - tableName: The table's name.
  ///   - key: The table's key attributes.
  ///   - resource: The resource of a key; `nil` where it is not tracked.
  public init(tableName: String, key: [String], resource: @escaping @Sendable (_ key: AttributeMap) -> TrackedResource?) {
    self.tableName = tableName
    keyAttributes = key
    self.resource = resource
  }

  /// The item of a key or of a whole item; `nil` where it is not tracked.
  func item(_ attributes: AttributeMap) -> TrackedItem? {
    let key = key(of: attributes)
    guard let resource = resource(key), !untrackedTypes.contains(resource.type.uppercased()) else { return nil }
    return TrackedItem(table: self, key: key, resource: resource)
  }

  /// The key among an item's attributes.
  func key(of attributes: AttributeMap) -> AttributeMap {
    AttributeMap(keyAttributes.compactMap { name in attributes[name].map { (name, $0) } })
  }
}

/// A resource as a key names it.
public struct TrackedResource: Hashable, Sendable {
  /// The resource's type.
  public var type: String
  /// The resource's id.
  public var id: String

  /// A resource by type and id.
  public init(type: String, id: String) {
    self.type = type
    self.id = id
  }
}

/// An item of a tracked table, by its key.
struct TrackedItem: Sendable {
  let table: TrackedTableDescription
  let key: AttributeMap
  let resource: TrackedResource
}

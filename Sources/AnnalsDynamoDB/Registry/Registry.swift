import AWSClient
import Annals

/// The types that there are records of, and into how many shards the index by time is split.
struct HistoryRegistry: Hashable, Sendable {
  var types: Set<ResourceType> = []
  var shards: Int
  /// Whether the table remembers that number.
  let isShardCountKept: Bool

  static let key = ItemKey(ItemKey.settings, "REGISTRY")

  /// Reads the registry's item; without one, there is nothing yet, in as many shards as are set up.
  init(_ item: AttributeMap?, shards: Int) {
    let kept = item?["shards"]?.int ?? 0
    self.shards = max(kept, shards)
    isShardCountKept = kept >= shards
    if case .ss(let names)? = item?["types"] { types = Set(names.compactMap { try? ResourceType($0) }) }
  }

  /// Whether records of these types can be written.
  func holds(_ types: Set<ResourceType>) -> Bool { isShardCountKept && types.isSubset(of: self.types) }

  /// All partitions of the index by time, of one type or of all.
  func feeds(of type: ResourceType?) -> [String] {
    (type.map { types.contains($0) ? [$0] : [] } ?? types.sorted()).flatMap { type in
      (0..<shards).map { Feed.name(of: type, shard: $0) }
    }
  }
}

/// The registry as the table has it, fetched when it is older than two seconds.
actor RegistryAccess {
  private static let lifetime: Int64 = 2_000_000
  private let table: TableAccess
  private var known: (registry: HistoryRegistry, at: Timestamp)?

  init(_ table: TableAccess) { self.table = table }

  /// The registry, at most two seconds old; `isFresh` fetches it now.
  func registry(isFresh: Bool = false) async throws -> HistoryRegistry {
    let now = table.configuration.now()
    if !isFresh, let known, (0..<Self.lifetime).contains(now.microseconds - known.at.microseconds) { return known.registry }
    return try await fetch(from: table.answering)
  }

  /// The registry as it is now, for somebody who can wait for it.
  func current() async throws -> HistoryRegistry { try await fetch(from: table) }

  private func fetch(from table: TableAccess) async throws -> HistoryRegistry {
    let now = table.configuration.now()
    let item = try await table.get(HistoryRegistry.key)
    let registry = HistoryRegistry(item, shards: table.configuration.shards)
    known = (registry, now)
    return registry
  }

  /// Sees to it that types are there before records of them are. Returns the number of shards.
  func register(_ types: Set<ResourceType>) async throws -> Int {
    if let known, known.registry.holds(types) { return known.registry.shards }
    let before = try await current()
    if before.holds(types) { return before.shards }
    var update = UpdateItem(tableName: table.name, key: HistoryRegistry.key.attributes)
    update.updateExpression = "SET #s = :s ADD #t :t"
    // Shards only grow: whoever has more of them raises the number for all.
    update.conditionExpression = "attribute_not_exists(#s) OR #s <= :s"
    update.expressionAttributeNames = ["#s": "shards", "#t": "types"]
    update.expressionAttributeValues = [":s": .n(before.shards), ":t": .ss(types.sorted().map(\.name))]
    update.returnValues = .allNew
    guard let answer = try await table.update(update) else { return try await register(types) }
    let registry = HistoryRegistry(answer.attributes, shards: table.configuration.shards)
    known = (registry, table.configuration.now())
    return registry.shards
  }
}

import AnnalsTestSupport
import Testing

@testable import Annals

/// Made-up history with looks and losses in it, and scopes that cut it down.
private struct ScopedWorld {
  var generator = SeededGenerator()
  static let types = ["PROMPT", "DRAFT", "SECRET", "HISTORY"]
  static let ids = ["a-1", "a-2", "b-1", "b/2"]
  static let users = ["ann", "ben", "eve"]
  static let day: Int64 = 86_400_000_000
  static let start: Int64 = 19_700 * day

  mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices, using: &generator)] }

  mutating func moment() -> Timestamp {
    Timestamp(
      microseconds: Self.start + Int64.random(in: 0..<6, using: &generator) * Self.day / 2 + Int64.random(in: 0..<5, using: &generator))
  }

  mutating func resource() throws -> Resource {
    let type = pick(Self.types)
    guard type == "HISTORY" else { return try Resource(type, pick(Self.ids)) }
    return generator.chance(0.3)
      ? .recorder
      : generator.chance(0.3)
        ? .access(pick(["recent", "keys/x"])) : .access(to: try Resource(pick(["PROMPT", "SECRET"]), pick(Self.ids)))
  }

  mutating func records(_ count: Int) throws -> [HistoryRecord] {
    try (0..<count).map { number in
      HistoryRecord(
        pick(OperationKind.allCases), of: try resource(), at: moment(), token: try RecordToken("T\(number)"),
        by: try User(pick(Self.users)),
        after: ["secret": "hidden", "shown": 1], metadata: ["success": .bool(generator.chance(0.8))])
    }
  }

  mutating func principal() throws -> Principal {
    var scope = AccessScope()
    if generator.chance(0.5) {
      scope.resourceTypes = Set(try (0...Int.random(in: 0...2, using: &generator)).map { _ in try ResourceType(pick(Self.types)) })
    }
    if generator.chance(0.3) { scope.idPrefixes = [pick(["a-", "b", "a-1"])] }
    if generator.chance(0.3) { scope.users = Set(try (0...1).map { _ in try User(pick(Self.users)) }) }
    if generator.chance(0.3) { scope.since = moment() }
    if generator.chance(0.3) { scope.hiddenFields = ["secret"] }
    return Principal(user: try User("p"), roles: [pick([.reader, .auditor])], scope: scope)
  }

  mutating func filter() throws -> RecordFilter {
    var filter = RecordFilter()
    if generator.chance(0.4) { filter.resourceType = try ResourceType(pick(Self.types)) }
    if filter.resourceType != nil, generator.chance(0.4) {
      filter.resourceID = pick(Self.ids + ["access/recent", "recorder", "access/resource/SECRET/a-1"])
    }
    if generator.chance(0.3) { filter.user = try User(pick(Self.users)) }
    if generator.chance(0.3) { filter.operation = pick(OperationKind.allCases) }
    if generator.chance(0.3) { filter.from = moment() }
    if generator.chance(0.3) { filter.to = moment() }
    return filter
  }
}

/// What is seen, in the most obvious way.
private func sees(_ principal: Principal, _ record: HistoryRecord) -> Bool {
  let scope = principal.scope
  if let users = scope.users, !users.contains(record.user) { return false }
  if let since = scope.since, record.timestamp < since { return false }
  if let types = scope.resourceTypes, !types.contains(record.resource.type) { return false }
  guard record.resource.type == .history, record.resource.id.hasPrefix("access/") else {
    return scope.idPrefixes.map { $0.contains { record.resource.id.hasPrefix($0) } } ?? true
  }
  guard principal.roles == [.auditor] else { return false }
  guard scope.resourceTypes != nil || scope.idPrefixes != nil else { return true }
  let parts = record.resource.id.split(separator: "/", maxSplits: 3).map(String.init)
  guard parts.count == 4, parts[1] == "resource" else { return false }
  return (scope.resourceTypes.map { $0.contains { $0.name == parts[2] } } ?? true)
    && (scope.idPrefixes.map { $0.contains { parts[3].hasPrefix($0) } } ?? true)
}

@Suite("History as one may see it")
struct ScopedHistoryTests {
  @Test("Pages, single records and counts hold what is seen, all of it and nothing else", arguments: 0..<60)
  func everything(round: Int) async throws {
    var world = ScopedWorld()
    let all = try world.records(120)
    let store = MemoryStore()
    _ = try await store.append(all.map { SanitizedRecord($0) })
    let history = try HistoryService(store: store)
    for _ in 0..<10 {
      let principal = try world.principal()
      let seen = ScopedHistory(history, for: principal, readLimit: world.pick([20, 1000]))
      let note = "seed \(world.generator.seed): \(principal.scope.json) \(principal.roles)"

      let filter = try world.filter()
      let expected = all.filter { filter.matches($0) && sees(principal, $0) }.sorted { $0.position > $1.position }
      let found = try await pages(seen, filter, limit: world.pick([1, 3, 50]))
      #expect(found.map(\.position) == expected.map(\.position), "\(note) \(filter)")
      if principal.scope.hiddenFields == ["secret"] {
        #expect(found.allSatisfy { $0.after == ["shown": 1] })
      } else {
        #expect(found == expected)
      }
      for record in all.prefix(20) {
        #expect((try await seen.record(record.id) != nil) == sees(principal, record), "\(note) \(record.id)")
      }

      var counted = HistoryStatistics.Scope()
      let first = ScopedWorld.start / ScopedWorld.day
      if world.generator.chance(0.4) { counted.resourceType = try ResourceType(world.pick(ScopedWorld.types)) }
      if world.generator.chance(0.4) { counted.firstDay = first + Int64(world.pick([0, 1, 2])) }
      if world.generator.chance(0.4) { counted.lastDay = first + Int64(world.pick([0, 1, 2])) }
      var tally = StatisticsTally()
      for record in all where counted.contains(record) && sees(principal, record) { tally.add(record) }
      let (statistics, isWhole) = try await seen.statistics(counted)
      #expect(isWhole)
      #expect(statistics == tally.result, "\(note) \(counted)")
    }
  }

  private func pages(_ seen: ScopedHistory, _ filter: RecordFilter, limit: Int) async throws -> [HistoryRecord] {
    var records: [HistoryRecord] = []
    var cursor: Cursor?
    repeat {
      let page = try await seen.records(matching: filter, after: cursor, limit: limit)
      #expect(page.records.count <= limit)
      #expect(page.isPartial || page.records.count == limit || page.next == nil)
      records += page.records
      cursor = page.next
    } while cursor != nil
    return records
  }

  @Test("What is read for one page and one count is bounded, and a count that is not whole says so")
  func bounds() async throws {
    let store = MemoryStore()
    let records = try (0..<5000).map { number in
      HistoryRecord(
        .create, of: try Resource("A", number == 0 ? "mine" : "other"), at: Timestamp(microseconds: Int64(number)),
        token: try RecordToken("T"))
    }
    _ = try await store.append(records.map { SanitizedRecord($0) })
    let history = try HistoryService(store: store)
    let principal = Principal(user: try User("p"), roles: [.reader], scope: try AccessScope(json: ["id_prefixes": ["mine"]]))
    let seen = ScopedHistory(history, for: principal, readLimit: 1000, countLimit: 2000)
    let page = try await seen.records(matching: .init(), after: nil, limit: 10)
    #expect(page.records.isEmpty && page.isPartial && page.next != nil)
    let (statistics, isWhole) = try await seen.statistics(.init())
    #expect(statistics.total == 0 && !isWhole)
    let whole = ScopedHistory(history, for: principal)
    #expect(try await whole.records(matching: .init(), after: nil, limit: 10).records.map(\.resource.id) == ["mine"])
    #expect(try await whole.statistics(.init()).statistics.total == 1)
  }

  @Test("Where nothing can be seen the store is not asked, whether there is something or not")
  func untouched() async throws {
    let history = try HistoryService(store: UnaskedStore())
    let scope = try AccessScope(json: ["resource_types": ["PROMPT"], "users": ["ann"], "id_prefixes": ["p-"]])
    let seen = ScopedHistory(history, for: Principal(user: try User("p"), roles: [.reader], scope: scope))
    for filter in [
      RecordFilter(resourceType: try ResourceType("SECRET")), .resource(try Resource("SECRET", "p-1")),
      .resource(try Resource("PROMPT", "x")), RecordFilter(user: try User("ben")), .resource(.access("recent")),
    ] {
      let page = try await seen.records(matching: filter, after: nil, limit: 10)
      #expect(page.records.isEmpty && page.next == nil && !page.isPartial)
      #expect(try await seen.recordTexts(matching: filter, after: nil, limit: 10).records.isEmpty)
    }
    #expect(try await seen.statistics(.init(resourceType: ResourceType("SECRET"))).statistics.total == 0)
  }

  @Test("A principal without a scope who may see access gets the store's own texts")
  func fastPath() throws {
    let history = try HistoryService(store: MemoryStore())
    #expect(ScopedHistory(history, for: .anyone).isWhole)
    #expect(ScopedHistory(history, for: Principal(user: .system, roles: [.auditor])).isWhole)
    #expect(!ScopedHistory(history, for: Principal(user: .system, roles: [.reader])).isWhole)
  }

  @Test("The resource that a look was at comes back from the look's id")
  func lookedAt() throws {
    for resource in [try Resource("PROMPT", "a/b#c"), try Resource("A/B", "x"), try Resource("A%2FB", "x"), try Resource("É", "/")] {
      #expect(Resource.access(to: resource).isAccess)
      #expect(Resource.access(to: resource).lookedAt == resource)
    }
    #expect(Resource.access("recent").lookedAt == nil)
    #expect(try Resource("PROMPT", "access/resource/A/b").lookedAt == nil)
    let long = try Resource("PROMPT", String(repeating: "é", count: 512))
    #expect(Resource.access(to: long).id.utf8.count <= 1024)
  }
}

/// A store that must not be asked for history.
private struct UnaskedStore: FrontStore {
  var store: any HistoryStore = MemoryStore()

  func records(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPage {
    throw HistoryError(.storeRejected, "the store was asked for \(filter)")
  }
  func statistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics {
    throw HistoryError(.storeRejected, "the store was asked to count \(scope)")
  }
}

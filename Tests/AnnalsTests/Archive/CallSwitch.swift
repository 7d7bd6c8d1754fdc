import AnnalsTestSupport
import Synchronization

@testable import Annals

/// Counts calls, and fails all from one on: before it is done, or after.
final class CallSwitch: Sendable {
  private let state: Mutex<(left: Int, isOff: Bool)>
  private let isAfter: Bool

  init(after calls: Int, isAfter: Bool) {
    state = Mutex((calls, false))
    self.isAfter = isAfter
  }

  /// Whether the last call was reached.
  var isOff: Bool { state.withLock(\.isOff) }

  func run<Value>(_ body: () async throws -> Value) async throws -> Value {
    let isLast = state.withLock { state in
      if state.isOff { return true }
      state.left -= 1
      return state.left < 0
    }
    guard isLast else { return try await body() }
    let wasOff = state.withLock { state in
      defer { state.isOff = true }
      return state.isOff
    }
    if isAfter, !wasOff { _ = try await body() }
    throw CancellationError()
  }
}

/// A place that is taken away at a call.
struct StoppedPlace: ArchivePlace {
  let place: any ArchivePlace
  let stop: CallSwitch
  var address: String { place.address }
  func create(_ name: String, _ content: ArchiveContent) async throws -> Bool {
    try await stop.run { try await place.create(name, content) }
  }
  func read(_ name: String) async throws -> ArchiveBytes? { try await stop.run { try await place.read(name) } }
  func names(beginning prefix: String) async throws -> [String] { try await stop.run { try await place.names(beginning: prefix) } }
  func remove(_ name: String) async throws { try await stop.run { try await place.remove(name) } }
}

/// A store that is taken away at a call.
struct StoppedStore: FrontStore {
  let store: any HistoryStore
  let stop: CallSwitch
  func remove(_ records: [HistoryRecord]) async throws -> [RemovalOutcome] { try await stop.run { try await store.remove(records) } }
  func put(_ content: [UInt8], as name: DocumentName, replacing version: Int) async throws -> Bool {
    try await stop.run { try await store.put(content, as: name, replacing: version) }
  }
  func records(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPage {
    try await stop.run { try await store.records(matching: filter, after: cursor, limit: limit) }
  }
}

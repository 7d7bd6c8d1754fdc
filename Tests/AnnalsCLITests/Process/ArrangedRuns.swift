import AnnalsTestSupport
import Foundation
import Testing

@testable import Annals

/// The runs of a schedule's entry in a store, as a test arranges them, so that nobody waits for a clock.
struct ArrangedRuns {
  let store: any HistoryStore
  let entry: String

  private var book: RunBook { RunBook(store) }

  /// How the runs stand.
  func state() async throws -> RunState { try await book.state(of: entry) }

  /// Leaves a run that was begun and given up: whoever starts takes it up at once.
  func leaveOne() async throws {
    let due = Timestamp.now.advanced(by: .seconds(-3600))
    guard case .taken(var held) = try await book.take(entry, due: due, as: "before") else { throw CancellationError() }
    #expect(try await book.giveUp(&held))
  }

  /// Lets the lease of whoever has it end, as a minute without a renewal does.
  func endLease() async throws {
    let name = try DocumentName("schedule/\(entry)")
    let document = try #require(try await store.document(name))
    var state = try RunState(document: document)
    state.lease?.expires = .now
    #expect(try await store.put(Array(JSONWriter.text(of: state.json).utf8), as: name, replacing: document.version))
  }

  /// Waits for a run's end; how it ended.
  func end() async throws -> RunState.Ended {
    while true {
      if let last = try await state().last { return last }
      await Task.yield()
    }
  }

  /// The records of the entry's runs.
  func records() async throws -> [HistoryRecord] {
    let resource = try Resource("HISTORY", "access/schedule/\(entry)")
    return try await store.records(matching: .resource(resource), after: nil, limit: 100).records
  }
}

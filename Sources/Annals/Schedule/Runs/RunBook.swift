/// Keeps the runs of schedule entries beside the history, for all processes of a store.
package struct RunBook: Sendable {
  private let store: any DocumentStore
  private let now: @Sendable () -> Timestamp
  private static let folder = "schedule/"

  /// How long a lease holds without being renewed. Clocks of the machines that share a store must differ by less.
  package static let leaseDuration: Duration = .seconds(60)
  /// How often a lease is renewed.
  package static let renewalInterval: Duration = .seconds(20)

  /// The book in a store.
  package init(_ store: any DocumentStore, now: @escaping @Sendable () -> Timestamp = { .now }) {
    self.store = store
    self.now = now
  }

  /// A run that this process has taken: it holds as long as the document is of this version.
  package struct Held: Sendable {
    let name: DocumentName
    var state: RunState
    var version: Int
    /// The run's number: larger than those of all runs of this entry before.
    package var fence: Int { state.fence }
    /// Until when it holds.
    package var expires: Timestamp? { state.lease?.expires }
  }

  /// What came of wanting to run something.
  package enum Taking: Sendable {
    case taken(Held)
    case held(by: String, until: Timestamp)
    case done
  }

  /// The runs of an entry.
  package func state(of entry: String) async throws -> RunState {
    try await store.document(Self.name(entry)).map { document throws(HistoryError) in try RunState(document: document) } ?? RunState()
  }

  /// Takes a run of what is due at a moment, unless another has it or it was run already.
  package func take(_ entry: String, due: Timestamp, as holder: String) async throws -> Taking {
    let name = try Self.name(entry)
    var attempted: RunState?
    while true {
      let document = try await store.document(name)
      var state = try document.map { document throws(HistoryError) in try RunState(document: document) } ?? RunState()
      // A write whose answer was lost on its way counts as what it did.
      if let document, state == attempted { return .taken(Held(name: name, state: state, version: document.version)) }
      switch state.take(as: holder, due: due, at: now(), for: Self.leaseDuration) {
      case .held(let other, let moment): return .held(by: other, until: moment)
      case .done: return .done
      case .taken:
        let version = document?.version ?? 0
        if try await put(state, as: name, replacing: version) { return .taken(Held(name: name, state: state, version: version + 1)) }
        // Another was faster: what it wrote decides.
        attempted = state
      }
    }
  }

  /// Goes on holding a run; `false` where another has taken it over.
  package func renew(_ held: inout Held) async throws -> Bool {
    try await change(&held) { [now] in $0.renew(at: now(), for: Self.leaseDuration) }
  }

  /// Ends a run; `false` where another has taken it over.
  package func finish(_ held: inout Held, _ outcome: RunState.Outcome) async throws -> Bool {
    try await change(&held) { [now] in $0.finish(outcome, at: now()) }
  }

  /// Gives a run that was stopped to whoever wants it next; `false` where another has taken it over already.
  package func giveUp(_ held: inout Held) async throws -> Bool { try await change(&held) { $0.giveUp() } }

  private func change(_ held: inout Held, _ body: (inout RunState) -> Void) async throws -> Bool {
    while true {
      var state = held.state
      body(&state)
      if try await put(state, as: held.name, replacing: held.version) {
        held.state = state
        held.version += 1
        return true
      }
      guard let document = try await store.document(held.name) else { return false }
      let found = try RunState(document: document)
      let isOwnWrite = found == state
      // A renewal of this process whose answer it did not wait for left a newer version.
      guard isOwnWrite || found.fence == held.fence && found.lease != nil else { return false }
      held.state = found
      held.version = document.version
      if isOwnWrite { return true }
    }
  }

  private func put(_ state: RunState, as name: DocumentName, replacing version: Int) async throws -> Bool {
    try await store.put(Array(JSONWriter.text(of: state.json).utf8), as: name, replacing: version)
  }

  private static func name(_ entry: String) throws(HistoryError) -> DocumentName { try DocumentName(folder + entry) }
}

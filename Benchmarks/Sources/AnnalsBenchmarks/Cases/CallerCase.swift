import Annals
import Foundation

/// What tracking costs who calls: a tracked call with a 1 KB state before and after, against one pass of `JSONEncoder` over that state.
///
/// Timed is the calling thread alone, while the recorder encodes, redacts and stores what it was given in the background.
struct CallerCase: BenchmarkCase {
  static let name = "caller"
  private static let callsPerChunk = 20_000
  private static let passesPerChunk = 2_000

  func run(_ scope: Scope) async throws -> [Row] {
    try await TemporaryFolder.with { folder in
      [
        try await row(Self.name, .bestEffort, scope),
        try await row("\(Self.name), journaled", .journaled(JournalConfiguration(path: "\(folder)/journal")), scope),
        try await waitingRow(in: folder, scope),
      ]
    }
  }

  private func row(_ name: String, _ guarantee: RecordingGuarantee, _ scope: Scope) async throws -> Row {
    let store = CountingStore()
    var configuration = HistoryConfiguration()
    configuration.recorder.guarantee = guarantee
    configuration.recorder.bufferLimit = Self.callsPerChunk * 2
    configuration.recorder.byteLimit = 1 << 30
    let history = try HistoryService(store: store, configuration: configuration)
    let chunks = scope.scale.scaled(10)
    let state = Prompt.sample(1)
    let rounds = try await history.recording {
      _ = try await tracking(history, state, chunks: 1)
      return try await Round.interleaved(scope.rounds) {
        try (0..<chunks).map { _ in try encoding(state) }.reduce(0, +) / Double(chunks)
      } subject: {
        try await tracking(history, state, chunks: chunks)
      }
    }
    let counts = store.counts
    return Row(
      name, unit: "µs a call", rounds: rounds, goal: .atMost(0.1),
      notes: ["\(try JSONEncoder().encode(state).count) bytes of state, \(counts.stored) calls recorded, \(counts.lost) dropped"])
  }

  /// What a call waits until its record is forced to the disk, one call after another.
  private func waitingRow(in folder: String, _ scope: Scope) async throws -> Row {
    var journal = JournalConfiguration(path: "\(folder)/safe")
    journal.durability = .everyBatch
    var configuration = HistoryConfiguration()
    configuration.recorder.guarantee = .beforeReturn(within: .seconds(30), otherwise: .proceed, journal: journal)
    let history = try HistoryService(store: CountingStore(), configuration: configuration)
    let state = Prompt.sample(1)
    let count = scope.scale.scaled(1_000)
    let rounds = try await history.recording {
      try await Round.interleaved(scope.rounds) {
        try encoding(state)
      } subject: {
        let start = ContinuousClock.now
        for _ in 0..<count { await history.track(.update, "PROMPT", id: state.id, before: state) { () async in state } }
        return (ContinuousClock.now - start) / .microseconds(1) / Double(count)
      }
    }
    return Row("\(Self.name), before return", unit: "µs a call", rounds: rounds, goal: .none)
  }

  /// Microseconds for a pass of the encoder.
  private func encoding(_ state: Prompt) throws -> Double {
    let encoder = JSONEncoder()
    var bytes = 0
    let start = ContinuousClock.now
    for _ in 0..<Self.passesPerChunk { bytes += try encoder.encode(state).count }
    let time = ContinuousClock.now - start
    guard bytes > 0 else { throw BenchmarkError("the encoder wrote nothing") }
    return time / .microseconds(1) / Double(Self.passesPerChunk)
  }

  /// Microseconds for a tracked call; the buffer is emptied after each chunk, so that no call is made cheap by a full one.
  private func tracking(_ history: HistoryService, _ state: Prompt, chunks: Int) async throws -> Double {
    var total = 0.0
    for _ in 0..<chunks {
      total += tracking(history, state)
      try await history.flush(within: .seconds(120))
    }
    return total / Double(chunks)
  }

  private func tracking(_ history: HistoryService, _ state: Prompt) -> Double {
    let start = ContinuousClock.now
    for _ in 0..<Self.callsPerChunk { history.track(.update, "PROMPT", id: state.id, before: state) { state } }
    return (ContinuousClock.now - start) / .microseconds(1) / Double(Self.callsPerChunk)
  }
}

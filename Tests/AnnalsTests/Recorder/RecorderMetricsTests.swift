import Annals
import AnnalsTestSupport
import CoreMetrics
import MetricsTestKit
import Testing

@Suite("The recorder's metrics", .serialized)
struct RecorderMetricsTests {
  /// The process's metrics, which can be set once.
  private static let metrics: TestMetrics = {
    let metrics = TestMetrics()
    MetricsSystem.bootstrap(metrics)
    return metrics
  }()

  /// A store whose name no other test uses.
  private struct NamedStore: FrontStore {
    let name: String
    let inner = TroubledStore()
    var store: any HistoryStore { inner }
  }

  private func counted(_ label: String, _ dimensions: [(String, String)] = []) throws -> Int64 {
    try Self.metrics.expectCounter(label, dimensions).totalValue
  }

  @Test("Stored and retried records and the time to store are counted by store")
  func byStore() async throws {
    _ = Self.metrics
    let store = NamedStore(name: "metered")
    store.inner.trouble = .unavailable
    var configuration = HistoryConfiguration()
    configuration.recorder.batchInterval = .zero
    configuration.recorder.retryInterval = .zero
    let history = try HistoryService(store: store, configuration: configuration, logger: LogCollector().logger)
    try await history.recording {
      for number in 0..<3 { history.log(.create, "PROMPT", id: "\(number)") }
      await store.inner.batches(atLeast: 1)
      store.inner.trouble = .none
      try await history.flush()
    }
    #expect(try counted("annals.records.stored", [("store", "metered")]) == 3)
    #expect(try counted("annals.records.retried", [("store", "metered")]) > 0)
    #expect(try Self.metrics.expectTimer("annals.store.duration", [("store", "metered")]).values.isEmpty == false)
    #expect(try counted("annals.records.recorded") >= 3)
    #expect(try Self.metrics.expectGauge("annals.queue.depth").values.isEmpty == false)
    #expect(try Self.metrics.expectGauge("annals.queue.age").values.isEmpty == false)
  }

  @Test("Lost records are counted by reason")
  func lost() async throws {
    _ = Self.metrics
    let store = NamedStore(name: "metered-lost")
    store.inner.trouble = .rejects(["bad"])
    let history = try HistoryService(store: store, logger: LogCollector().logger)
    try await history.recording { history.log(.create, "PROMPT", id: "bad") }
    #expect(try counted("annals.records.lost", [("reason", "store_rejected")]) >= 1)
  }

  @Test("Calls of an observed store are timed by call, and failures counted by code, in whatever backend the process has")
  func observedStore() async throws {
    _ = Self.metrics
    let inner = NamedStore(name: "metered-calls")
    let store = ObservedStore(inner)
    #expect(try await store.records(matching: .init(), after: nil, limit: 5).records == [])
    inner.inner.trouble = .unavailable
    await #expect(throws: HistoryError.self) { try await store.checkReadiness() }
    func calls(_ call: String) throws -> Int {
      try Self.metrics.expectTimer("annals.store.call.duration", [("store", "metered-calls"), ("call", call)]).values.count
    }
    #expect(try calls("records") == 1 && calls("check_readiness") == 1 && calls("append") == 0)
    let failure = [("store", "metered-calls"), ("call", "check_readiness"), ("error.type", "store_unavailable")]
    #expect(try counted("annals.store.call.failures", failure) == 1)
  }

  @Test("No metric's label or dimension holds a secret, whatever records hold")
  func secrets() async throws {
    _ = Self.metrics
    let store = NamedStore(name: "metered-secrets")
    var configuration = HistoryConfiguration()
    configuration.recorder.batchInterval = .zero
    let history = try HistoryService(store: store, configuration: configuration, logger: LogCollector().logger)
    try await history.recording {
      for (number, secret) in SecretCorpus.secrets.enumerated() where number % SecretCorpus.countPerKind == 0 {
        let record = SecretPlaces.record(holding: secret.text, number: number)
        history.log(
          .update, secret.text, id: secret.text, user: secret.text, before: record.before, after: record.after, metadata: record.metadata,
          function: secret.text)
      }
      try await history.flush()
    }
    let metrics = Self.metrics
    let dimensions =
      metrics.counters.flatMap(\.dimensions) + metrics.recorders.flatMap(\.dimensions) + metrics.timers.flatMap(\.dimensions)
      + metrics.meters.flatMap(\.dimensions)
    let labels = metrics.counters.map(\.label) + metrics.recorders.map(\.label) + metrics.timers.map(\.label)
    let told = (labels + dimensions.map { "\($0.0)=\($0.1)" }).joined(separator: "\n")
    #expect(told.contains("metered-secrets"))
    #expect(SecretHunt().secrets(in: told).isEmpty)
  }
}

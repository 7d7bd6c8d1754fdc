import Annals
import AnnalsTestSupport
import Synchronization

@testable import AnnalsAlerts

/// A history with a service that evaluates rules over it, as one process has them.
struct AlertedHistory: Sendable {
  let history: HistoryService
  let alerts: AlertService

  init(
    _ store: any HistoryStore, rules: AlertRules = .standard, deliveries: [any AlertDelivery] = [], logs: LogCollector = LogCollector(),
    _ change: (inout AlertConfiguration) -> Void = { _ in }
  ) throws {
    var options = HistoryConfiguration()
    options.recorder.batchInterval = .zero
    history = HistoryService(recorder: try HistoryRecorder(store: store, configuration: options, logger: logs.logger))
    var configuration = AlertConfiguration()
    configuration.rules = rules
    configuration.deliveries = deliveries
    configuration.address = "https://annals.example.org"
    configuration.gatherInterval = .milliseconds(200)
    configuration.readInterval = .milliseconds(100)
    configuration.leaseTime = .milliseconds(600)
    configuration.retryInterval = .milliseconds(10)
    configuration.retryLimit = .milliseconds(50)
    change(&configuration)
    alerts = try AlertService(history: history, configuration: configuration, logger: logs.logger)
  }

  /// Runs the recorder and the service while the body runs.
  func running<Value: Sendable>(_ body: @escaping @Sendable (HistoryService) async throws -> Value) async throws -> Value {
    try await history.recording {
      let service = Task { try await alerts.run() }
      let result: Result<Value, any Error>
      do { result = .success(try await body(history)) } catch { result = .failure(error) }
      service.cancel()
      try await service.value
      return try result.get()
    }
  }

  /// Deletes resources as a user.
  static func delete(_ count: Int, by user: String, in history: HistoryService, from first: Int = 0) {
    for number in first..<(first + count) {
      history.log(
        .delete, "PROMPT", id: "p-\(number)", user: user, before: ["secret text": .string("of the state \(number)")] as JSONObject)
    }
  }
}

/// Keeps the notices that come, for a test that waits for them.
final class NoticeCollector: AlertDelivery {
  let name: String
  let kind = "collector"
  private let notices: AsyncStream<AlertNotice>
  private let arrived: AsyncStream<AlertNotice>.Continuation
  private let all = Mutex<[AlertNotice]>([])

  init(_ name: String = "collector") {
    self.name = name
    (notices, arrived) = AsyncStream.makeStream()
  }

  var taken: [AlertNotice] { all.withLock { $0 } }

  func deliver(_ notice: AlertNotice) {
    all.withLock { $0.append(notice) }
    arrived.yield(notice)
  }

  /// Waits for the next notice.
  func next() async -> AlertNotice? { await notices.first { _ in true } }
}

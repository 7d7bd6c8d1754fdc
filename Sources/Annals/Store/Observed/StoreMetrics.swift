import Metrics

/// How long a store's calls took, and how many failed with which code; through swift-metrics.
struct StoreMetrics: Sendable {
  private let durations: [StoreCall: Metrics.Timer]
  private let store: String

  init(store: String) {
    self.store = store
    durations = Dictionary(
      uniqueKeysWithValues: StoreCall.allCases.map {
        ($0, Metrics.Timer(label: "annals.store.call.duration", dimensions: [("store", store), ("call", $0.rawValue)]))
      })
  }

  func ended(_ call: StoreCall, in duration: Duration) { durations[call]?.record(duration: duration) }

  func failed(_ call: StoreCall, with error: any Error) {
    Counter(
      label: "annals.store.call.failures",
      dimensions: [("store", store), ("call", call.rawValue), ("error.type", Self.kind(of: error))]
    ).increment()
  }

  /// A failure's kind, of which there are few.
  static func kind(of error: any Error) -> String {
    switch error {
    case let error as HistoryError: error.code.rawValue
    case is CancellationError: "cancelled"
    default: "other"
    }
  }
}

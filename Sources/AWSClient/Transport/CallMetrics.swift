import Metrics
import Synchronization

/// What calls took and how they failed, through swift-metrics: by service, operation and the service's own code of the failure.
final class CallMetrics: Sendable {
  private struct Key: Hashable {
    let service: String
    let operation: String
    var code: String?
  }

  private struct Made {
    var durations: [Key: Metrics.Timer] = [:]
    var failures: [Key: Counter] = [:]
    var failedAttempts: [Key: Counter] = [:]
    var retries: [Key: Counter] = [:]
  }

  private let made = Mutex(Made())
  /// The longest code that is told apart; services' codes are words.
  private static let codeLength = 80

  /// A call that ended, with all its attempts and waits.
  func ended(_ request: ServiceRequest, in duration: Duration, failure: (any Error)?) {
    let key = Key(service: request.service.name, operation: request.operation)
    let timer = made.withLock { made in
      if let timer = made.durations[key] { return timer }
      let timer = Metrics.Timer(label: "aws.client.call.duration", dimensions: Self.dimensions(key))
      made.durations[key] = timer
      return timer
    }
    timer.record(duration: duration)
    guard let failure else { return }
    count(request, Self.code(of: failure), \.failures, "aws.client.calls.failed")
  }

  /// An attempt that failed, whether another follows or not.
  func failedAttempt(_ request: ServiceRequest, _ error: AWSError) {
    count(request, Self.code(of: error), \.failedAttempts, "aws.client.attempts.failed")
  }

  /// Another attempt begins.
  func retried(_ request: ServiceRequest) { count(request, nil, \.retries, "aws.client.retries") }

  private func count(_ request: ServiceRequest, _ code: String?, _ place: WritableKeyPath<Made, [Key: Counter]>, _ label: String) {
    let key = Key(service: request.service.name, operation: request.operation, code: code)
    let counter = made.withLock { made in
      if let counter = made[keyPath: place][key] { return counter }
      let counter = Counter(label: label, dimensions: Self.dimensions(key))
      made[keyPath: place][key] = counter
      return counter
    }
    counter.increment()
  }

  private static func dimensions(_ key: Key) -> [(String, String)] {
    [("service", key.service), ("operation", key.operation)] + (key.code.map { [("error.type", $0)] } ?? [])
  }

  /// The code of a failure, of which there are few.
  static func code(of error: any Error) -> String {
    guard let error = error as? AWSError else { return error is CancellationError ? "Cancelled" : "Unknown" }
    let code = error.code.rawValue
    return code.utf8.count <= codeLength ? code : "Other"
  }
}

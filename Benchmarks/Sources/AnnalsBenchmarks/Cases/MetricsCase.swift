import AnnalsMetrics
import CoreMetrics
import Foundation

/// What a scrape of a thousand series costs, against encoding the same names and numbers as JSON by Foundation's encoder; and what it costs to count and
/// time a request, against reading the clock twice, as all timing does.
struct MetricsCase: BenchmarkCase {
  static let name = "metrics"

  private struct Sample: Encodable {
    let name: String
    let labels: [String: String]
    let value: Double
  }

  func run(_ scope: Scope) async throws -> [Row] {
    let metrics = PrometheusMetrics()
    let samples = fill(metrics, routes: scope.scale.scaled(250))
    let scrapes = try await Round.interleaved(scope.rounds) {
      try milliseconds { _ = try JSONEncoder().encode(samples) }
    } subject: {
      milliseconds { _ = metrics.exposition }
    }
    return [
      Row(
        "\(Self.name): a scrape", unit: "ms", rounds: scrapes, goal: .none,
        notes: ["\(samples.count) samples, \(metrics.exposition.utf8.count / 1000) KB of text"]),
      try await counting(metrics, scope),
    ]
  }

  /// Counters and timers of as many routes, each once used; what of these a scrape says.
  private func fill(_ metrics: PrometheusMetrics, routes: Int) -> [Sample] {
    var samples: [Sample] = []
    for number in 0..<routes {
      let labels = ["route": "/api/history/route-\(number)", "method": "GET", "status": "200"]
      let dimensions = labels.map { ($0.key, $0.value) }
      Counter(label: "annals_requests", dimensions: dimensions, factory: metrics).increment(by: number)
      samples.append(Sample(name: "annals_requests", labels: labels, value: Double(number)))
      for (index, name) in ["annals_records", "annals_bytes", "annals_failures"].enumerated() {
        Gauge(label: name, dimensions: dimensions, factory: metrics).record(number * index)
        samples.append(Sample(name: name, labels: labels, value: Double(number * index)))
      }
    }
    return samples
  }

  private func counting(_ metrics: PrometheusMetrics, _ scope: Scope) async throws -> Row {
    let count = scope.scale.scaled(200_000)
    let counter = Counter(label: "annals_counted", factory: metrics)
    let timer = CoreMetrics.Timer(label: "annals_timed", factory: metrics)
    let rounds = try await Round.interleaved(scope.rounds) {
      var sum = Duration.zero
      let time = milliseconds {
        for _ in 0..<count {
          let start = ContinuousClock.now
          sum += ContinuousClock.now - start
        }
      }
      guard sum >= .zero else { throw BenchmarkError("the clock went back") }
      return time * 1_000_000 / Double(count)
    } subject: {
      milliseconds {
        for number in 0..<count {
          counter.increment()
          timer.recordNanoseconds(Int64(number))
        }
      } * 1_000_000 / Double(count)
    }
    return Row("\(Self.name): a request counted and timed", unit: "ns", rounds: rounds, goal: .none)
  }

  private func milliseconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start) / .milliseconds(1)
  }
}

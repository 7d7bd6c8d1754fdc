import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// How long a reader waits for 50 records at the 99th percentile while ten connections send a body of one byte a second and 200 more ask without a
/// pause, against how long it waits when it is alone. The server has its standard limits; the flood comes from an address of its own.
struct FloodCase: BenchmarkCase {
  static let name = "flood"
  private static let slowConnections = 10
  private static let floodingConnections = 200

  func run(_ scope: Scope) async throws -> [Row] {
    try await RunningApplication.withHistory(of: RealOperations.records(), logger: RunningApplication.logger) { port in
      try await compare(port: port, samples: scope.scale.scaled(2_000), rounds: scope.rounds)
    }
  }

  private func compare(port: Int, samples: Int, rounds: Int) async throws -> [Row] {
    let client = HTTPClient(eventLoopGroupProvider: .singleton)
    defer { client.shutdown { _ in } }
    let url = "http://127.0.0.1:\(port)/api/history/recent?limit=50"
    _ = try await latency(client, url, samples: samples / 4)
    var measured: [Round] = []
    var memory: [String] = []
    for _ in 0..<rounds {
      let alone = try await latency(client, url, samples: samples)
      let before = try ResidentMemory.reset()
      let answers = AnswerCount()
      let flooded = try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<Self.slowConnections { group.addTask { try await FloodingClient(port: port).trickle() } }
        for _ in 0..<Self.floodingConnections { group.addTask { try await FloodingClient(port: port).flood(answers.add) } }
        let flooded = try await latency(client, url, samples: samples)
        group.cancelAll()
        try await group.waitForAll()
        memory.append(
          "\(answers.count) answers to the flood, \(Int(before.resident)) MB before and \(Int(try ResidentMemory.read().peak)) MB at most")
        return flooded
      }
      measured.append(Round(baseline: alone, subject: flooded))
    }
    return [Row(Self.name, unit: "ms at p99", rounds: measured, goal: .atMost(5), notes: memory)]
  }

  /// Milliseconds that the 99th of a hundred requests takes, one after another.
  private func latency(_ client: HTTPClient, _ url: String, samples: Int) async throws -> Double {
    var times: [Double] = []
    for _ in 0..<samples {
      let start = ContinuousClock.now
      let answer = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(30))
      _ = try await answer.body.collect(upTo: 1 << 24)
      guard answer.status == .ok else { throw BenchmarkError("the reader was answered with \(answer.status.code)") }
      times.append((ContinuousClock.now - start) / .milliseconds(1))
    }
    return times.quantile(0.99)
  }
}

/// How many answers the flood got.
private final class AnswerCount: Sendable {
  private let value = Atomic<Int>(0)

  var count: Int { value.load(ordering: .relaxed) }

  @Sendable func add() { value.wrappingAdd(1, ordering: .relaxed) }
}

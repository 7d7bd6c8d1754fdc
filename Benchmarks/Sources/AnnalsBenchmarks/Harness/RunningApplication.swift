import Annals
import AnnalsSQLite
import AnnalsServer
import Foundation
import Hummingbird
import Logging

/// A server that runs while something is measured.
enum RunningApplication {
  /// Runs history's own server, over a file that holds these records so many times over, while the body runs, which is told its port.
  static func withHistory<Value: Sendable>(
    of records: [HistoryRecord], copies: Int = 1, logger: Logger, limits: ServerLimits = .init(), progress: (Int) -> Void = { _ in },
    _ body: (Int) async throws -> Value
  ) async throws -> Value {
    try await TemporaryFolder.with { folder in
      let store = try SQLiteStore(path: "\(folder)/history.sqlite")
      try await RealOperations.write(records, copies: copies, into: store, progress: progress)
      var configuration = HistoryServerConfiguration()
      configuration.port = 0
      configuration.limits = limits
      // As `annals serve` has it over a file.
      configuration.routes.requestsAtOnce = max(2, ProcessInfo.processInfo.activeProcessorCount)
      let ports = AsyncStream<Int>.makeStream()
      let server = try HistoryServer(history: try HistoryService(store: store), configuration: configuration, logger: logger)
        .application { ports.continuation.yield($0) }
      return try await with(server, ports: ports.stream, body)
    }
  }

  /// A logger of what goes wrong alone.
  static var logger: Logger {
    var logger = Logger(label: "annals-benchmarks")
    logger.logLevel = .error
    return logger
  }

  /// Runs a server while the body runs, which is told its port.
  static func with<Value: Sendable>(
    _ server: some ApplicationProtocol, ports: AsyncStream<Int>, _ body: (Int) async throws -> Value
  ) async throws -> Value {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      var iterator = ports.makeAsyncIterator()
      guard let port = await iterator.next() else { throw BenchmarkError("the server did not start") }
      defer { group.cancelAll() }
      return try await body(port)
    }
  }
}

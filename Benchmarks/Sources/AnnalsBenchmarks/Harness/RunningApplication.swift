import Hummingbird

/// A server that runs while something is measured.
enum RunningApplication {
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

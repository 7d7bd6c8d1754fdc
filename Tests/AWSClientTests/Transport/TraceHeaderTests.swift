import Annals
import EngineTestSupport
import Instrumentation
import ServiceContextModule
import Testing

@testable import AWSClient

@Suite("Traces of calls to AWS")
struct TraceHeaderTests {
  /// The process's instrument, which can be set once; without a trace in the context it does nothing.
  private static let bootstrapped: Void = InstrumentationSystem.bootstrap(TracePropagation())

  @Test("A call in a trace takes it along, unsigned; a call in none takes nothing")
  func header() async throws {
    _ = Self.bootstrapped
    let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    try await StubServer.run([.json("{\"TableNames\":[]}")]) { server in
      var configuration = AWSClientConfiguration(
        region: "eu-central-1", credentials: StaticCredentials(AWSCredentials(accessKeyID: "a", secretAccessKey: "b")))
      configuration.endpoint = server.url
      try await closing(try AWSClient(configuration)) { client in
        var context = ServiceContext.topLevel
        context.trace = TraceContext(traceparent: parent, tracestate: "a=b")
        _ = try await ServiceContext.$current.withValue(context) { try await DynamoDBClient(client).listTables() }
        _ = try await DynamoDBClient(client).listTables()
      }
      let requests = server.requests
      #expect(requests[0].header("traceparent") == parent && requests[0].header("tracestate") == "a=b")
      #expect(requests[0].header("authorization")?.contains("traceparent") == false)
      #expect(requests[1].header("traceparent") == nil)
    }
  }
}

import Annals
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Synchronization

/// The Lambda runtime's HTTP interface as a function sees it: gives events one after the other, takes what is answered, and then keeps silent, as the
/// real one does until there is another event.
final class RuntimeStandIn: Sendable {
  /// What is asked of the function.
  struct Event: Sendable {
    var body: String
    /// Seconds until Lambda would end the process.
    var seconds: Double = 60
  }

  /// What the function said.
  struct Said: Sendable {
    let path: String
    let kind: String?
    let json: JSONObject
  }

  private let events: Mutex<[Event]>

  private init(_ events: [Event]) { self.events = Mutex(events) }

  /// Runs the built function on events until it has said as much as is expected, or ended.
  static func run(_ events: [Event], expecting count: Int, environment: [String: String]) async throws -> (said: [Said], status: Int32?) {
    let standIn = RuntimeStandIn(events)
    return try await StubServer.run({ request, index in standIn.answer(request, index) }) { server in
      let process = Process()
      process.executableURL = BuiltExecutable.url("annals-lambda")
      process.environment = ["AWS_LAMBDA_RUNTIME_API": String(server.url.dropFirst("http://".count))].merging(environment) { _, given in
        given
      }
      process.standardInput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      let (ended, continuation) = AsyncStream<Void>.makeStream()
      process.terminationHandler = { _ in continuation.finish() }
      try process.run()
      var said: [Said] = []
      while said.count < count, let request = await server.nextRequest() {
        guard request.method == "POST" else { continue }
        said.append(
          Said(
            path: request.path, kind: request.header("lambda-runtime-function-error-type"),
            json: try JSONParser.parse(request.body).object ?? [:]))
      }
      let endsByItself = said.last?.path.hasSuffix("/init/error") ?? true
      if !endsByItself { process.terminate() }
      for await _ in ended {}
      return (said, endsByItself ? process.terminationStatus : nil)
    }
  }

  private func answer(_ request: StubServer.Request, _ index: Int) -> StubServer.Reply {
    guard request.path == "/2018-06-01/runtime/invocation/next" else { return .full(status: 202, body: "{\"status\":\"OK\"}") }
    guard let event = events.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return .silence }
    let deadline = Int64((Date().timeIntervalSince1970 + event.seconds) * 1000)
    return .full(
      status: 200,
      headers: [
        ("Lambda-Runtime-Aws-Request-Id", "request-\(index)"), ("Lambda-Runtime-Deadline-Ms", "\(deadline)"),
        ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:123456789012:function:annals"),
        ("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1"),
      ], body: event.body)
  }
}

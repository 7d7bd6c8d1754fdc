import Annals
import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// The Lambda runtime's HTTP interface, version 2018-06-01: asks for events and answers them.
///
/// Source: docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
struct RuntimeInterface: Sendable {
  /// What the runtime answered that it should not have.
  struct Refused: Error, CustomStringConvertible {
    let description: String
  }

  private let root: String
  private let client: HTTPClient

  /// The most bytes that an event may have: Lambda's own limit.
  private static let eventSize = 6 * 1024 * 1024

  /// A client that waits for the next event for as long as it takes: between two, the process is frozen.
  static var configuration: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration()
    configuration.httpVersion = .http1Only
    configuration.timeout = .init(connect: .seconds(5))
    return configuration
  }

  /// The interface at `AWS_LAMBDA_RUNTIME_API`, a host and a port.
  init(address: String, client: HTTPClient) {
    root = "http://\(address)/2018-06-01/runtime"
    self.client = client
  }

  /// The next event; waits for it.
  func next() async throws -> Invocation {
    let response = try await client.execute(HTTPClientRequest(url: root + "/invocation/next"), deadline: .distantFuture)
    let body = try await response.body.collect(upTo: Self.eventSize)
    guard response.status == .ok else {
      throw Refused(description: "the next event was asked for, and the answer was \(response.status.code)")
    }
    guard let id = response.headers.first(name: "Lambda-Runtime-Aws-Request-Id"),
      let deadline = response.headers.first(name: "Lambda-Runtime-Deadline-Ms").flatMap({ Int64($0) })
    else { throw Refused(description: "an event came without its id or deadline") }
    return Invocation(
      id: id, deadline: Timestamp(microseconds: deadline.multipliedReportingOverflow(by: 1000).partialValue),
      body: Array(body.readableBytesView))
  }

  /// Answers an event.
  func respond(to invocation: Invocation, _ json: JSONObject) async throws { try await post("/invocation/\(invocation.id)/response", json) }

  /// Says that an event was not done.
  func fail(_ invocation: Invocation, _ failure: InvocationFailure) async throws {
    try await post("/invocation/\(invocation.id)/error", failure.json, kind: failure.kind)
  }

  /// Says that the process cannot take events.
  func failToStart(_ failure: InvocationFailure) async throws { try await post("/init/error", failure.json, kind: failure.kind) }

  private func post(_ path: String, _ json: JSONObject, kind: String? = nil) async throws {
    var request = HTTPClientRequest(url: root + path)
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/json")
    if let kind { request.headers.add(name: "Lambda-Runtime-Function-Error-Type", value: "Annals.\(kind)") }
    request.body = .bytes(ByteBuffer(string: JSONWriter.text(of: json)))
    let response = try await client.execute(request, timeout: .seconds(10))
    _ = try await response.body.collect(upTo: Self.eventSize)
    guard (200..<300).contains(response.status.code) else {
      throw Refused(description: "\(path) was answered with \(response.status.code)")
    }
  }
}

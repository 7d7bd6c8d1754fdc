import AsyncHTTPClient
import HummingbirdTesting
import NIOCore
import NIOHTTP1
import Testing

extension Client {
  /// The text of live events until it holds what is waited for, or the server ends it; the body acts once the server has answered.
  func events(_ headers: [(String, String)] = [], until end: String, _ act: @Sendable () async throws -> Void) async throws -> String {
    let port = try #require(http.port)
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/api/history/live")
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    #expect(response.status == .ok && response.headers.first(name: "content-type") == "text/event-stream")
    var text = ""
    var hasActed = false
    for try await buffer in response.body {
      text += String(buffer: buffer)
      if !hasActed {
        hasActed = true
        try await act()
      }
      if text.contains(end) { break }
    }
    return text
  }
}

import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Listens to what a server tells live, as a browser does.
final class LiveListener: NSObject, URLSessionDataDelegate, Sendable {
  private let heard = Mutex<[UInt8]>([])
  private let (arrivals, arrived) = AsyncStream<Void>.makeStream()

  /// Begins to listen; returns once the server has answered.
  static func listen(to server: RunningServer) async throws -> LiveListener {
    let listener = LiveListener()
    let session = URLSession(configuration: .ephemeral, delegate: listener, delegateQueue: nil)
    guard let url = URL(string: server.url + "/api/history/live") else { throw URLError(.badURL) }
    session.dataTask(with: url).resume()
    // No more is asked of the session, which goes with its task.
    session.finishTasksAndInvalidate()
    await listener.until { !$0.isEmpty }
    return listener
  }

  /// What was heard so far.
  var bytes: [UInt8] { heard.withLock { $0 } }

  /// Waits until what was heard is enough.
  func until(_ isEnough: ([UInt8]) -> Bool) async {
    if isEnough(bytes) { return }
    for await _ in arrivals where isEnough(bytes) { return }
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    heard.withLock { $0 += Array(data) }
    arrived.yield()
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) { arrived.finish() }
}

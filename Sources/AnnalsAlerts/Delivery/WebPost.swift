import Annals
import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Posts JSON to one address.
final class WebPost: Sendable {
  let address: WebAddress
  private let client: HTTPClient
  private static let patience: TimeAmount = .seconds(10)

  init(to address: WebAddress) {
    self.address = address
    var configuration = HTTPClient.Configuration()
    // Who answers elsewhere is given by that address.
    configuration.redirectConfiguration = .disallow
    configuration.timeout = .init(connect: .seconds(5), read: Self.patience)
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  deinit { client.shutdown { _ in } }

  /// Posts a body. Throws `AlertDeliveryError` unless the answer is one of 200 to 299.
  func send(_ body: [UInt8], _ headers: [(String, String)]) async throws {
    var request = HTTPClientRequest(url: address.url)
    request.method = .POST
    request.headers = HTTPHeaders([("Content-Type", "application/json; charset=utf-8"), ("User-Agent", "annals")] + headers)
    request.body = .bytes(ByteBuffer(bytes: body))
    let response: HTTPClientResponse
    do {
      response = try await client.execute(request, deadline: .now() + Self.patience)
    } catch let error as HTTPClientError {
      throw AlertDeliveryError("\(address) could not be reached: \(error.shortDescription)")
    } catch let error as CancellationError {
      throw error
    } catch {
      throw AlertDeliveryError("\(address) could not be reached (\(type(of: error)))")
    }
    let status = Int(response.status.code)
    guard (200..<300).contains(status) else {
      // 410 says that nothing is there, and never will be.
      throw AlertDeliveryError("\(address) answered \(status)", isRetryable: status != 410)
    }
  }
}

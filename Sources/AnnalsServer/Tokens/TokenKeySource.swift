import Annals
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

/// Where a provider's keys come from.
protocol TokenKeySource: Sendable {
  /// What it is called in the log.
  var name: String { get }
  /// The keys as they are now, as bytes.
  func load() async throws -> LoadedKeys
}

/// The provider's keys cannot be had: nobody can be told from anybody, so nobody is let in by a token until they can.
struct TokenKeysUnavailable: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// A key set as it was loaded, and how long it may be used before it is asked for again.
struct LoadedKeys: Sendable {
  let bytes: [UInt8]
  let lifetime: Duration
}

/// Keys in a file. It is read every two seconds, so a change is in force before five.
struct TokenKeyFile: TokenKeySource {
  let path: String
  var name: String { path }

  /// How long what was read is used.
  static let lifetime: Duration = .seconds(2)

  func load() async throws -> LoadedKeys {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw HistoryError(.invalidConfiguration, "the key file \(path) cannot be read: give the path of a JWK set")
    }
    defer { try? handle.close() }
    let data = try handle.read(upToCount: TokenKeySet.sizeLimit + 1) ?? Data()
    guard data.count <= TokenKeySet.sizeLimit else {
      throw HistoryError(.invalidConfiguration, "the key file \(path) is larger than \(TokenKeySet.sizeLimit) bytes: it holds no JWK set")
    }
    return LoadedKeys(bytes: Array(data), lifetime: Self.lifetime)
  }
}

/// Keys at a URL, as a provider publishes them.
final class TokenKeyURL: TokenKeySource {
  let url: String
  private let limit: Duration
  private let client: HTTPClient
  /// The last answer that had a tag (`ETag`): the provider is told of it, and need not send what did not change.
  private let last = Mutex<(tag: String, bytes: [UInt8])?>(nil)

  var name: String { url }

  /// How long a request may take.
  private static let patience: TimeAmount = .seconds(5)

  /// Keys at a URL of `https`, or of `http` on this machine. `limit` bounds how long the provider's answer is used, whatever it says.
  init(_ url: String, limit: Duration) throws(HistoryError) {
    guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty, parts.user == nil, parts.password == nil,
      parts.scheme == "https" || parts.scheme == "http" && Self.isLoopback(host)
    else {
      throw HistoryError(
        .invalidConfiguration, "the keys' address is no https URL: give that of the provider's JWK set (http only on this machine)")
    }
    self.url = url
    self.limit = limit
    var configuration = HTTPClient.Configuration()
    // A provider that answers elsewhere is given by that address.
    configuration.redirectConfiguration = .disallow
    configuration.timeout = .init(connect: Self.patience, read: Self.patience)
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  deinit { client.shutdown { _ in } }

  func load() async throws -> LoadedKeys {
    var request = HTTPClientRequest(url: url)
    request.headers.add(name: "Accept", value: "application/jwk-set+json, application/json")
    let known = last.withLock { $0 }
    if let known { request.headers.add(name: "If-None-Match", value: known.tag) }
    let response = try await client.execute(request, deadline: .now() + Self.patience)
    let freshness = CacheFreshness(control: response.headers["Cache-Control"], age: response.headers.first(name: "Age"))
    let lifetime = freshness.lifetime(atMost: limit)
    if response.status == .notModified, let known { return LoadedKeys(bytes: known.bytes, lifetime: lifetime) }
    guard response.status == .ok else {
      throw TokenKeysUnavailable("the provider answered \(response.status.code) in place of its keys: check the keys' address")
    }
    let bytes = Array(try await response.body.collect(upTo: TokenKeySet.sizeLimit).readableBytesView)
    let tag = response.headers.first(name: "ETag")
    last.withLock { $0 = tag.map { ($0, bytes) } }
    return LoadedKeys(bytes: bytes, lifetime: lifetime)
  }

  private static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host == "[::1]" || host == "::1" || host.hasPrefix("127.") && host.split(separator: ".").count == 4
  }
}

import Foundation
import Testing

@testable import AWSClient

@Suite("Endpoints")
struct EndpointTests {
  @Test("Each service is reached where AWS's rules say, in every partition and variant")
  func rules() throws {
    let rows = String(decoding: try Fixtures.data("endpoints.tsv"), as: UTF8.self).split(separator: "\n").map { $0.split(separator: "\t") }
    #expect(rows.count > 300)
    for row in rows {
      let variants = Set(row[2...3].compactMap { EndpointVariant(rawValue: String($0)) })
      let endpoint = try Endpoint(service: String(row[0]), region: String(row[1]), variants: variants)
      #expect(endpoint.url == row[4])
    }
  }

  @Test(
    "A URL is taken apart",
    arguments: [
      ("http://127.0.0.1:8000", "http", "127.0.0.1:8000", ""), ("https://Example.com/", "https", "example.com", ""),
      ("http://[::1]:8000/base/", "http", "[::1]:8000", "/base"),
    ])
  func url(text: String, scheme: String, authority: String, path: String) throws {
    let endpoint = try Endpoint(url: text)
    #expect(endpoint.scheme == scheme)
    #expect(endpoint.authority == authority)
    #expect(endpoint.path == path)
  }

  @Test(
    "What is no endpoint is refused in a sentence",
    arguments: ["", "localhost:8000", "ftp://a", "http://", "http://user:secret@host", "http://h/?q"])
  func refused(text: String) {
    let error = #expect(throws: AWSError.self) { try Endpoint(url: text) }
    #expect(error?.code == .invalidConfiguration)
    #expect(error?.message.contains("give it as") == true)
  }
}

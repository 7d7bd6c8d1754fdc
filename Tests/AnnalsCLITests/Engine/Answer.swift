import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// What a server answers to a GET.
struct Answer {
  let status: Int?
  let text: String

  init(of url: String) async throws {
    guard let url = URL(string: url) else { throw URLError(.badURL) }
    let (data, response) = try await URLSession.shared.data(from: url)
    status = (response as? HTTPURLResponse)?.statusCode
    text = String(decoding: data, as: UTF8.self)
  }
}

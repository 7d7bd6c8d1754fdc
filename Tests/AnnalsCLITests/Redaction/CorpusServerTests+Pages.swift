import Annals
import AnnalsTestSupport
import Testing

/// The screens and metrics.
extension CorpusServerTests {
  /// Looks at the pages that show a secret's record, resource and user.
  func lookAtPages(of index: Int, _ server: RunningServer, _ finds: inout Finds) async throws {
    let record = SecretPlaces.record(holding: Self.secrets[index].text, number: index)
    let listed = try await send("GET", server, "/api/history/resource/PROMPT/\(Self.encoded(record.resource.id))?limit=1").text
    let known = try #require(try JSONParser.parse(listed).object?["records"]?.array?.first?.object)
    let id = try #require(known["history_id"]?.string)
    let resource = try #require(known["resource_id"]?.string)
    let user = try #require(known["user_id"]?.string)
    try await lookAtPage("/operations/\(Self.encoded(id))", server, &finds)
    // These show what its operation's page does, by the same parts.
    if index.isMultiple(of: 24) {
      try await lookAtPage("/resource/PROMPT/\(Self.encoded(resource))", server, &finds)
      try await lookAtPage("/users/\(Self.encoded(user))", server, &finds)
      try await lookAtPage("/search?user=\(Self.encoded(user))", server, &finds)
    }
  }

  /// Looks at what tells of all records: the first page, metrics, the pages' export.
  func lookAtOverviews(_ server: RunningServer, _ finds: inout Finds) async throws {
    for path in ["/", "/search", "/export?format=csv", "/export?format=ndjson", "/metrics"] {
      try await lookAtPage(path, server, &finds)
    }
  }

  /// A page's bytes, and what a browser shows of them.
  private func lookAtPage(_ path: String, _ server: RunningServer, _ finds: inout Finds) async throws {
    let (status, page) = try await send("GET", server, path)
    #expect(status == 200, "\(status) at \(path.prefix(40))")
    finds.look("the page \(path.prefix(12))", page)
    finds.look("what is shown at \(path.prefix(12))", Unwrapped.page(page))
  }
}

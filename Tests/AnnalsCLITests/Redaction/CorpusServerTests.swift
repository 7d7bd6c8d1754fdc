import Annals
import AnnalsTestSupport
import Foundation
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The corpus through `annals serve`: SQLite's files, the journal, the log at trace level, answers and problems, pages, metrics, the export.
@Suite("Secrets, through the whole server", .timeLimit(.minutes(20)))
struct CorpusServerTests {
  static let secrets = SecretCorpus.secrets
  private static let hunt = SecretHunt()

  /// What was found where.
  struct Finds {
    private(set) var places: [Int: Set<String>] = [:]
    private(set) var bytes = 0

    mutating func look(_ place: String, _ bytes: [UInt8]) {
      self.bytes += bytes.count
      for index in CorpusServerTests.hunt.found(in: bytes) { places[index, default: []].insert(place) }
    }

    mutating func look(_ place: String, _ text: String) { look(place, Array(text.utf8)) }

    /// Looks into every file below a folder, into what is packed in gzip too.
    mutating func lookIntoFiles(of folder: CommandFolder, except name: String) throws {
      let files = FileManager.default.enumerator(at: folder.url, includingPropertiesForKeys: [.isRegularFileKey])
      while let file = files?.nextObject() as? URL {
        guard file.lastPathComponent != name, let bytes = try Self.content(of: file) else { continue }
        look("the file \(file.lastPathComponent)", bytes)
        if bytes.starts(with: GzipReader.signature) { look("the unpacked \(file.lastPathComponent)", try GzipReader.unpack(bytes)) }
      }
    }

    /// A file's bytes; `nil` for a folder, and for a file that is gone: the journal removes those whose records are stored.
    private static func content(of file: URL) throws -> [UInt8]? {
      do {
        guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { return nil }
        return Array(try Data(contentsOf: file))
      } catch let error as CocoaError where error.code == .fileReadNoSuchFile || error.code == .fileNoSuchFile {
        return nil
      }
    }

    var list: String {
      places.sorted { $0.key < $1.key }.map { "\(CorpusServerTests.secrets[$0.key]): \($0.value.sorted())" }.joined(separator: "\n")
    }
  }

  @Test(
    "None of the corpus is in a file, the journal, the log, an answer, a page, the metrics or an export, and each resource is found by its id"
  )
  func nowhere() async throws {
    let folder = try CommandFolder()
    var finds = Finds()
    let server = try await RunningServer(in: folder, ["--log-level", "trace"])
    let held = try await HeldStore(folder)
    for start in stride(from: 0, to: Self.secrets.count, by: 40) {
      let records = Self.secrets.indices[start..<min(start + 40, Self.secrets.count)].map { index -> JSONValue in
        var record = SecretPlaces.record(holding: Self.secrets[index].text, number: index).json
        record["history_id"] = nil
        return .object(record)
      }
      let (status, answer) = try await send("POST", server, "/api/history/records", body: JSONWriter.text(of: .array(records)))
      #expect(status == 202, "\(answer.prefix(300))")
      finds.look("an answer to records", answer)
    }
    // The store is held, so that the journal has all of it.
    try finds.lookIntoFiles(of: folder, except: "")
    try await held.release()
    try await untilStored(server)

    var next: String? = ""
    while let cursor = next {
      let (status, answer) = try await send(
        "GET", server, "/api/history/recent?limit=50&full=true\(cursor.isEmpty ? "" : "&cursor=\(cursor)")")
      #expect(status == 200)
      finds.look("a list", answer)
      next = try JSONParser.parse(answer).object?["next_cursor"]?.string
    }
    for index in Self.secrets.indices {
      try await ask(index, server, &finds)
      // Of each kind some; exports and lists have all.
      if index.isMultiple(of: 3) { try await lookAtPages(of: index, server, &finds) }
    }
    try await lookAtOverviews(server, &finds)
    try finds.lookIntoFiles(of: folder, except: "")
    let end = await server.stopAndTell()
    #expect(end.status == 0)
    #expect(end.lines.count > Self.secrets.count)
    finds.look("the log", end.lines.joined(separator: "\n"))

    let exported = try await folder.run("export", "-o", "export.ndjson.gz")
    #expect(exported.status == 0, "\(exported.errors)")
    for arguments in [["export"], ["recent", "--all", "--json", "--full"], ["recent", "--all", "--ids"], ["stats"], ["stats", "--json"]] {
      let outcome = try await folder.run(arguments: arguments)
      finds.look("annals \(arguments[0])", outcome.output + outcome.errors)
    }
    try finds.lookIntoFiles(of: folder, except: "")
    let count = Self.secrets.count
    print(
      "Redaction: \(count - finds.places.count) of \(count) secrets gone, of \(SecretCorpus.kinds.count) kinds, \(finds.bytes) bytes searched"
    )
    #expect(finds.places.isEmpty, "\(finds.list)")
  }

  /// Asks for a secret's resource and user, and asks wrongly, with the secret wherever a request can have it.
  private func ask(_ index: Int, _ server: RunningServer, _ finds: inout Finds) async throws {
    let text = Self.secrets[index].text
    let record = SecretPlaces.record(holding: text, number: index)
    let (status, answer) = try await send("GET", server, "/api/history/resource/PROMPT/\(Self.encoded(record.resource.id))?limit=5")
    #expect(status == 200)
    let records = try JSONParser.parse(answer).object?["records"]?.array ?? []
    #expect(records.count == 1, "\(Self.secrets[index]) is not found by its resource's id")
    finds.look("a resource's history", answer)
    let byUser = try await send("GET", server, "/api/history/recent?limit=5&user_id=\(Self.encoded(record.user.id))").text
    #expect(
      try JSONParser.parse(byUser).object?["records"]?.array?.isEmpty == false, "\(Self.secrets[index]) is not found by its user's id")
    finds.look("a user's history", byUser)
    let value = Self.encoded(String(text.prefix(1500)))
    for path in [
      "recent?limit=\(value)", "recent?\(value)=1", "recent?from=\(value)", "records/\(value)", "stats?resource_type=%23\(value)",
      "\(value)",
    ] {
      let (status, answer) = try await send("GET", server, "/api/history/\(path)", headers: ["X-Request-ID": String(text.prefix(128))])
      #expect((400...404).contains(status), "\(status) at \(path.prefix(20))")
      finds.look("a problem", answer)
    }
  }

  private func untilStored(_ server: RunningServer) async throws {
    while true {
      let (_, answer) = try await send("GET", server, "/api/history/stats")
      if try JSONParser.parse(answer).object?["total_operations"] == .number(JSONNumber(Self.secrets.count)) { return }
      await Task.yield()
    }
  }

  /// Sends a request; returns its status, and its head and body as text.
  func send(
    _ method: String, _ server: RunningServer, _ path: String, body: String? = nil, headers: [String: String] = [:]
  ) async throws -> (status: Int, text: String) {
    var request = URLRequest(url: try #require(URL(string: server.url + path)))
    request.httpMethod = method
    request.httpBody = body.map { Data($0.utf8) }
    if body != nil { request.setValue("application/json", forHTTPHeaderField: "Content-Type") }
    for (name, value) in headers where value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
      request.setValue(value, forHTTPHeaderField: name)
    }
    let (data, response) = try await URLSession.shared.data(for: request)
    let answer = try #require(response as? HTTPURLResponse)
    for (name, value) in answer.allHeaderFields {
      #expect(Self.hunt.secrets(in: "\(name): \(value)").isEmpty, "a secret is in the header \(name) of \(method) \(path.prefix(30))")
    }
    return (answer.statusCode, String(decoding: data, as: UTF8.self))
  }

  static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: String(Character(Unicode.Scalar(byte)))
      default: String(format: "%%%02X", byte)
      }
    }.joined()
  }
}

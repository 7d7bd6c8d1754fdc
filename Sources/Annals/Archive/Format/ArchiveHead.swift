/// What the store knows of an archive that its records went to: how far it is, so that a run that was stopped goes on, and whoever forges the archive
/// is found out.
package struct ArchiveHead: Hashable, Sendable {
  /// A manifest.
  package struct Place: Hashable, Sendable {
    /// Its number.
    package let number: Int
    /// Its digest.
    package let digest: TextDigest
  }

  /// A step that is being done.
  struct Pending: Hashable, Sendable {
    /// The manifest that it writes.
    let manifest: Place
    /// The files that it writes before.
    let names: [String]
    /// The files that these take the place of.
    var replaced: [String] = []
  }

  /// The archive's address.
  let address: String
  /// The newest manifest whose records are gone from the store; `nil` before the first.
  package internal(set) var done: Place?
  /// The step that is being done, or was when a run was stopped.
  var pending: Pending?
  private var version = 0

  /// The addresses of the archives that a store's records went to.
  package static func addresses(in store: any DocumentStore) async throws -> [String] {
    try await store.documents(beginning: "archive/").compactMap { (try? JSONParser.parse($0.content))?.object?["address"]?.string }.sorted()
  }

  /// The document's name.
  private static func name(of address: String) throws(HistoryError) -> DocumentName {
    try DocumentName("archive/\(TextDigest(of: address).description.prefix(32))")
  }

  /// What a store knows of an archive; `nil` where it has archived nothing there.
  package static func read(_ address: String, in store: any DocumentStore) async throws -> ArchiveHead? {
    let name = try name(of: address)
    guard let document = try await store.document(name) else { return nil }
    guard let json = (try? JSONParser.parse(document.content))?.object else {
      throw HistoryError(.invalidDocument, "the document \(name), which tells how far the archive is, is no JSON object")
    }
    return try ArchiveHead(json, address: address, version: document.version)
  }

  /// Nothing is archived yet; or, where the archive is taken over, what it has.
  init(address: String, done: Place? = nil) {
    self.address = address
    self.done = done
  }

  private init(_ json: JSONObject, address: String, version: Int) throws(HistoryError) {
    self.address = address
    self.version = version
    done = try Place(json["done"]?.object)
    if let object = json["pending"]?.object, let manifest = try Place(object["manifest"]?.object) {
      pending = Pending(
        manifest: manifest, names: (object["names"]?.array ?? []).compactMap(\.string),
        replaced: (object["replaced"]?.array ?? []).compactMap(\.string))
    }
  }

  /// Keeps it. Throws `alreadyRunning` where another run has kept its own meanwhile.
  mutating func save(in store: any DocumentStore) async throws {
    var json: JSONObject = ["address": .string(address)]
    json["done"] = done.map { .object($0.json) }
    json["pending"] = pending.map { pending in
      var json: JSONObject = ["manifest": .object(pending.manifest.json), "names": .array(pending.names.map { .string($0) })]
      if !pending.replaced.isEmpty { json["replaced"] = .array(pending.replaced.map { .string($0) }) }
      return .object(json)
    }
    let content = Array(JSONWriter.text(of: json).utf8)
    guard try await store.put(content, as: Self.name(of: address), replacing: version) else {
      throw HistoryError(.alreadyRunning, "another run archives to \(address) meanwhile, and goes on where this one was: let that one end")
    }
    version += 1
  }
}

extension ArchiveHead.Place {
  fileprivate init?(_ json: JSONObject?) throws(HistoryError) {
    guard let json else { return nil }
    guard let number = json["number"]?.number?.int, let digest = json["sha256"]?.string.flatMap(TextDigest.init(hexadecimal:)) else {
      throw HistoryError(.invalidDocument, "the document that tells how far the archive is cannot be read")
    }
    self.init(number: number, digest: digest)
  }

  /// Number and digest as JSON.
  package var json: JSONObject { ["number": .number(JSONNumber(number)), "sha256": .string(digest.description)] }
}

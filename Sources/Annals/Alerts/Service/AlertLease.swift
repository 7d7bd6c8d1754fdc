/// Which process evaluates: the one that holds the lease, a document that it keeps writing. Another takes it when it was not written for a while, by
/// its own clock, so that clocks that differ do no harm.
struct AlertLease: Sendable {
  /// How one stands after asking.
  enum Standing: Hashable {
    /// This process evaluates. `through` is up to when that was done before; `nil` where it never was.
    case mine(through: Timestamp?)
    /// Another process does.
    case anothers
  }

  private struct Content {
    var holder: String?
    var through: Timestamp?

    init(holder: String?, through: Timestamp?) {
      self.holder = holder
      self.through = through
    }

    init(_ document: StoredDocument) {
      // What cannot be read is nobody's, and is written anew.
      let json = (try? JSONParser.parse(document.content))?.object
      holder = json?["holder"]?.string
      through = json?["through"]?.string.flatMap { try? Timestamp($0) }
    }

    var document: [UInt8] {
      var json = JSONObject()
      json["holder"] = holder.map(JSONValue.string)
      json["through"] = through.map { .string($0.description) }
      return Array(JSONWriter.text(of: json).utf8)
    }
  }

  private static let document = "alerts/lease"

  private let store: any DocumentStore
  private let holder: String
  private let time: Duration
  /// The version that this process wrote last, while it holds the lease.
  private var version: Int?
  /// Up to when operations were evaluated, as it was written last.
  private var through: Timestamp?
  /// The version of another that was seen last, and since when.
  private var seen: (version: Int, since: Duration)?

  init(_ store: any DocumentStore, holder: String, time: Duration) {
    self.store = store
    self.holder = holder
    self.time = time
  }

  /// Takes the lease where it is nobody's, or was not written for its time. `elapsed` is a time that only grows.
  mutating func take(at elapsed: Duration) async throws -> Standing {
    let document = try await store.document(DocumentName(Self.document))
    let content = document.map(Content.init)
    if let document, content?.holder != nil, content?.holder != holder {
      if seen?.version != document.version { seen = (document.version, elapsed) }
      if let seen, elapsed - seen.since < time { return .anothers }
    }
    let old = document?.version ?? 0
    let new = Content(holder: holder, through: content?.through)
    guard try await store.put(new.document, as: DocumentName(Self.document), replacing: old) else { return .anothers }
    version = old + 1
    through = content?.through
    seen = nil
    return .mine(through: content?.through)
  }

  /// Writes the lease again, with up to when operations were evaluated; `false` where another has taken it.
  mutating func renew(through: Timestamp?) async throws -> Bool {
    guard let version else { return false }
    let content = Content(holder: holder, through: through)
    guard try await store.put(content.document, as: DocumentName(Self.document), replacing: version) else {
      self.version = nil
      return false
    }
    self.version = version + 1
    self.through = through
    return true
  }

  /// Gives the lease back, where this process has it, so that another takes it at once.
  mutating func release(through moment: Timestamp?) async throws {
    guard let version else { return }
    self.version = nil
    _ = try await store.put(
      Content(holder: nil, through: moment ?? through).document, as: DocumentName(Self.document), replacing: version)
  }
}

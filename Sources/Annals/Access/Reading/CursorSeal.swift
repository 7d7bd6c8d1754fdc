/// Gives cursors that tell their holder nothing, and are good only for whom they were given to.
///
/// A plain cursor names a record, which may be one that its holder must not see, where reading for a page was given up. It also lets someone begin
/// in the middle, as if they had looked at the first page. A sealed one is encrypted (ChaCha20-Poly1305) under a key that is a document of the
/// store, bound to its user and scope, and knows which question it belongs to.
package final class CursorSeal: Sendable {
  /// A cursor that was opened.
  package struct Opened: Sendable {
    /// The place.
    package let cursor: Cursor
    /// Whether it leads on in the answer to the same question, given within the last hour.
    package let leadsOn: Bool

    /// A cursor as it was opened.
    package init(cursor: Cursor, leadsOn: Bool) {
      self.cursor = cursor
      self.leadsOn = leadsOn
    }
  }

  private static let version: UInt8 = 2
  /// Sealed texts have a multiple of this many bytes, so that their length does not tell an id's.
  private static let padding = 512
  private static let name = "access/cursor-key"
  /// How long going on is not looking anew.
  private static let sitting: Int64 = 3_600_000_000

  private let seal: StoredSeal
  private let now: @Sendable () -> Timestamp

  /// Seals with the store's key, which is made when it is needed first.
  package init(_ store: any DocumentStore, now: @escaping @Sendable () -> Timestamp = { .now }) {
    seal = StoredSeal(store, key: Self.name)
    self.now = now
  }

  /// The text of a cursor for a principal who asked a question. Throws what the store throws.
  package func text(of cursor: Cursor, for principal: Principal, asking question: String) async throws -> String {
    let content: JSONObject = [
      "cursor": .string(cursor.description), "question": .string(Self.digest(question)), "at": .string(now().description),
    ]
    var bytes = Array(JSONWriter.text(of: content).utf8)
    bytes += [UInt8](repeating: UInt8(ascii: " "), count: (Self.padding - bytes.count % Self.padding) % Self.padding)
    return Base64URL.text(of: [Self.version] + (try await seal.seal(bytes, binding: Self.binding(principal))))
  }

  /// Opens a cursor that a principal sends with a question; a plain one is taken too, for a place alone shows nothing. Throws `invalidCursor`.
  package func open(_ text: String, for principal: Principal, asking question: String) async throws -> Opened {
    guard let bytes = Base64URL.bytes(in: text), bytes.first == Self.version else {
      return Opened(cursor: try Cursor(text), leadsOn: false)
    }
    guard let content = try await seal.open(bytes.dropFirst(), binding: Self.binding(principal)),
      let json = (try? JSONParser.parse(content))?.object, let cursor = json["cursor"]?.string,
      let given = json["at"]?.string.flatMap({ try? Timestamp($0) })
    else {
      throw HistoryError(
        .invalidCursor, "the cursor was altered, or given to another user or for another scope: ask for the first page again")
    }
    let isSame = json["question"]?.string == Self.digest(question) && now() < given.advanced(byMicroseconds: Self.sitting)
    return Opened(cursor: try Cursor(cursor), leadsOn: isSame)
  }

  private static func digest(_ question: String) -> String { TextDigest(of: question).description }

  private static func binding(_ principal: Principal) -> [UInt8] {
    let binding: JSONObject = [
      "user": .string(principal.user.id), "scope": .object(principal.scope.json), "sees_access": .bool(principal.may(.seeAccess)),
    ]
    return Array(JSONWriter.text(of: binding).utf8)
  }
}

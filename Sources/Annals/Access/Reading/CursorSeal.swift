import Crypto
import Foundation
import Synchronization

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

  private let store: any DocumentStore
  private let now: @Sendable () -> Timestamp
  private let key = Mutex<SymmetricKey?>(nil)

  /// Seals with the store's key, which is made when it is needed first.
  package init(_ store: any DocumentStore, now: @escaping @Sendable () -> Timestamp = { .now }) {
    self.store = store
    self.now = now
  }

  /// The text of a cursor for a principal who asked a question. Throws what the store throws.
  package func text(of cursor: Cursor, for principal: Principal, asking question: String) async throws -> String {
    let content: JSONObject = [
      "cursor": .string(cursor.description), "question": .string(Self.digest(question)), "at": .string(now().description),
    ]
    var bytes = Array(JSONWriter.text(of: content).utf8)
    bytes += [UInt8](repeating: UInt8(ascii: " "), count: (Self.padding - bytes.count % Self.padding) % Self.padding)
    let box = try ChaChaPoly.seal(bytes, using: try await sealingKey(), authenticating: Self.binding(principal))
    return Base64URL.text(of: [Self.version] + box.combined)
  }

  /// Opens a cursor that a principal sends with a question; a plain one is taken too, for a place alone shows nothing. Throws `invalidCursor`.
  package func open(_ text: String, for principal: Principal, asking question: String) async throws -> Opened {
    guard let bytes = Base64URL.bytes(in: text), bytes.first == Self.version else {
      return Opened(cursor: try Cursor(text), leadsOn: false)
    }
    let key = try await sealingKey()
    guard let box = try? ChaChaPoly.SealedBox(combined: bytes.dropFirst()),
      let content = try? ChaChaPoly.open(box, using: key, authenticating: Self.binding(principal)),
      let json = (try? JSONParser.parse(Array(content)))?.object, let cursor = json["cursor"]?.string,
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

  private func sealingKey() async throws -> SymmetricKey {
    if let known = key.withLock(\.self) { return known }
    let name = try DocumentName(Self.name)
    var document = try await store.document(name)
    if document == nil {
      let made = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
      // Where another process was first, its key is the one.
      _ = try await store.put(made, as: name, replacing: 0)
      document = try await store.document(name)
    }
    guard let content = document?.content, content.count == 32 else {
      throw HistoryError(.invalidDocument, "the document \(Self.name) holds no key of 32 bytes: remove it, and a new one is made")
    }
    let found = SymmetricKey(data: content)
    key.withLock { $0 = found }
    return found
  }
}

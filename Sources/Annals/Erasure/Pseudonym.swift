import Crypto

/// What stands in the place of an id that was erased: the same for one id wherever it stood, and nothing to tell it from without the key.
///
/// `erased-` and 80 bits of HMAC-SHA256 of the id. Who has the key, or the store that holds it, can tell whether a pseudonym is that of an id
/// which they guess: it is a pseudonym, not anonymity.
package struct Pseudonym: Hashable, Sendable, CustomStringConvertible {
  /// The text.
  package let description: String

  init(of id: String, key: PseudonymKey) {
    let code = HMAC<SHA256>.authenticationCode(for: Array(id.utf8), using: key.symmetric)
    description = "erased-" + hexadecimal(Array(code.prefix(10)))
  }
}

/// The key of all pseudonyms of a store, kept beside its history so that they are the same in every run.
struct PseudonymKey: Sendable {
  private static let name = "erasure/key"
  private static let size = 32
  let symmetric: SymmetricKey

  /// The store's key, which is made where there is none.
  static func make(in store: any HistoryStore) async throws -> PseudonymKey {
    let name = try DocumentName(Self.name)
    while true {
      if let key = try await find(in: store) { return key }
      var generator = SystemRandomNumberGenerator()
      let bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
      if try await store.put(bytes, as: name, replacing: 0) { return PseudonymKey(symmetric: SymmetricKey(data: bytes)) }
    }
  }

  /// The store's key; `nil` where there is none yet.
  static func find(in store: any HistoryStore) async throws -> PseudonymKey? {
    let document = try await store.document(DocumentName(name))
    return document.map { PseudonymKey(symmetric: SymmetricKey(data: $0.content)) }
  }
}

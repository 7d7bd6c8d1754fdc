import Crypto
import Synchronization

/// Seals bytes (ChaCha20-Poly1305) under a key that is a document of the store, so that all processes over it open what one of them sealed.
package final class StoredSeal: Sendable {
  private let store: any DocumentStore
  private let name: String
  private let key = Mutex<SymmetricKey?>(nil)

  /// Seals with the key of a name, which is made when it is needed first.
  package init(_ store: any DocumentStore, key name: String) {
    self.store = store
    self.name = name
  }

  /// The bytes, encrypted, and bound to what must be the same when they are opened. Throws what the store throws.
  package func seal(_ bytes: [UInt8], binding: [UInt8] = []) async throws -> [UInt8] {
    Array(try ChaChaPoly.seal(bytes, using: try await sealingKey(), authenticating: binding).combined)
  }

  /// The bytes that were sealed; `nil` where they were not sealed so. Throws what the store throws.
  package func open(_ sealed: some Collection<UInt8>, binding: [UInt8] = []) async throws -> [UInt8]? {
    let key = try await sealingKey()
    guard let box = try? ChaChaPoly.SealedBox(combined: Array(sealed)),
      let content = try? ChaChaPoly.open(box, using: key, authenticating: binding)
    else { return nil }
    return Array(content)
  }

  private func sealingKey() async throws -> SymmetricKey {
    if let known = key.withLock(\.self) { return known }
    let name = try DocumentName(name)
    var document = try await store.document(name)
    if document == nil {
      let made = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
      // Where another process was first, its key is the one.
      _ = try await store.put(made, as: name, replacing: 0)
      document = try await store.document(name)
    }
    guard let content = document?.content, content.count == 32 else {
      throw HistoryError(.invalidDocument, "the document \(name) holds no key of 32 bytes: remove it, and a new one is made")
    }
    let found = SymmetricKey(data: content)
    key.withLock { $0 = found }
    return found
  }
}

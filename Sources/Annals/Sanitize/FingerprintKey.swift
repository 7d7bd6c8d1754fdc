import Crypto

/// A secret key under which equal secrets get equal fingerprints; without it nobody can tell what a fingerprint is of.
///
/// Its description never shows its bytes.
public struct FingerprintKey: Sendable, CustomStringConvertible, CustomReflectable {
  let symmetric: SymmetricKey

  /// Makes a key of 16 bytes or more. Throws `invalidConfiguration`.
  public init(_ bytes: some Sequence<UInt8>) throws(HistoryError) {
    let bytes = Array(bytes)
    guard bytes.count >= 16 else {
      throw HistoryError(
        .invalidConfiguration, "a fingerprint key of \(bytes.count) bytes can be guessed: give 16 or more, best 32 random ones")
    }
    symmetric = SymmetricKey(data: bytes)
  }

  /// The kind and size of the key.
  public var description: String { "FingerprintKey(\(symmetric.bitCount) bits)" }
  /// Nothing of the key.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Small named documents that are kept beside the history: what belongs to running Annals and must be one and the same for all its processes, such
/// as who has a key.
///
/// They are no records: lists, counts and clean-ups do not see them. A document has at most 256 KiB; there are few of them.
public protocol DocumentStore: Sendable {
  /// The document of this name as it is now, or `nil`.
  func document(_ name: DocumentName) async throws -> StoredDocument?

  /// All documents whose name begins so, by name.
  func documents(beginning prefix: String) async throws -> [StoredDocument]

  /// Puts a document in the place of the version that was read (0: there was none); `false`, with nothing changed, where it is another by now.
  ///
  /// Throws `invalidDocument` where it has more than ``StoredDocument/maximumSize`` bytes.
  func put(_ content: [UInt8], as name: DocumentName, replacing version: Int) async throws -> Bool

  /// Removes a document in the version that was read; `false`, with nothing changed, where it is another by now.
  func remove(_ name: DocumentName, version: Int) async throws -> Bool
}

/// A document with its version: 1 when it is new, one more with each change.
public struct StoredDocument: Hashable, Sendable {
  /// What it is called.
  public let name: DocumentName
  /// Its bytes, as they were put.
  public let content: [UInt8]
  /// How often it was put since it was new.
  public let version: Int

  /// The most bytes that a document may have.
  public static let maximumSize = 256 * 1024

  /// A document as a store keeps it.
  public init(name: DocumentName, content: [UInt8], version: Int) {
    self.name = name
    self.content = content
    self.version = version
  }

  /// Throws `invalidDocument` where a store does not take so many bytes.
  package static func check(_ content: [UInt8], of name: DocumentName) throws(HistoryError) {
    guard content.count <= maximumSize else {
      throw HistoryError(
        .invalidDocument, "the document \(name) has \(content.count) bytes: give it at most \(maximumSize)")
    }
  }
}

/// A document's name: 1 to 128 of `a` to `z`, digits, `-`, `_`, `.` and `/`, such as `keys/01J9Z3K8Q2`.
public struct DocumentName: Hashable, Sendable, CustomStringConvertible {
  /// The name.
  public let text: String

  /// Reads a name. Throws `invalidDocument` where it has other characters, none, or too many.
  public init(_ text: String) throws(HistoryError) {
    let isValid = text.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || "-_./".utf8.contains(byte)
    }
    guard isValid, (1...128).contains(text.utf8.count) else {
      throw HistoryError(.invalidDocument, "a document's name is 1 to 128 of a-z, 0-9, -, _, . and /: this has \(text.utf8.count) bytes")
    }
    self.text = text
  }

  /// The name.
  public var description: String { text }
}

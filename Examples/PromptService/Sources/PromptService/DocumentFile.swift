import Foundation

/// The service's own data: documents of one kind in a JSON file. It knows nothing of history.
actor DocumentFile<Document: Codable & Sendable & Identifiable> where Document.ID == String {
  private let url: URL
  private var documents: [String: Document]

  /// Opens a file, or begins a new one.
  init(_ url: URL) throws {
    self.url = url
    let isThere = FileManager.default.fileExists(atPath: url.path)
    documents = isThere ? try JSONDecoder().decode([String: Document].self, from: Data(contentsOf: url)) : [:]
  }

  func find(_ id: String) -> Document? { documents[id] }

  func all() -> [Document] { documents.values.sorted { $0.id < $1.id } }

  func insert(_ document: Document) throws {
    guard documents[document.id] == nil else { throw DocumentError.exists(document.id) }
    try write { $0[document.id] = document }
  }

  func replace(_ document: Document) throws {
    guard documents[document.id] != nil else { throw DocumentError.missing(document.id) }
    try write { $0[document.id] = document }
  }

  @discardableResult
  func remove(_ id: String) throws -> Document {
    guard let document = documents[id] else { throw DocumentError.missing(id) }
    try write { $0[id] = nil }
    return document
  }

  private func write(_ change: (inout [String: Document]) -> Void) throws {
    var changed = documents
    change(&changed)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(changed).write(to: url, options: .atomic)
    documents = changed
  }
}

/// Why a document could not be read or written.
enum DocumentError: Error, Equatable {
  case exists(String)
  case missing(String)
}

/// A note to the process that evaluates: records came into the store from this moment on that are too old for its next look.
struct LateNote: Sendable {
  private static let document = "alerts/late"
  private let store: any DocumentStore

  init(_ store: any DocumentStore) { self.store = store }

  /// Leaves a note, or makes the one that is there reach further back.
  func leave(_ moment: Timestamp) async throws {
    let name = try DocumentName(Self.document)
    while true {
      let document = try await store.document(name)
      let noted = document.flatMap(Self.moment)
      if let noted, noted <= moment { return }
      let content = Array(JSONWriter.text(of: ["from": .string(moment.description)] as JSONObject).utf8)
      if try await store.put(content, as: name, replacing: document?.version ?? 0) { return }
    }
  }

  /// Takes the note off; `nil` where there is none.
  func take() async throws -> Timestamp? {
    let name = try DocumentName(Self.document)
    guard let document = try await store.document(name) else { return nil }
    guard try await store.remove(name, version: document.version) else { return try await take() }
    return Self.moment(document)
  }

  private static func moment(_ document: StoredDocument) -> Timestamp? {
    (try? JSONParser.parse(document.content))?.object?["from"]?.string.flatMap { try? Timestamp($0) }
  }
}

/// How far a long run is, kept as a document beside the history, so that one that was stopped goes on where it was.
///
/// A run that finds the document changed by another stops, so that two do not mix what they count.
struct RunProgress: Sendable {
  /// Pages between two savings, where nothing was rewritten.
  private static let saveInterval = 10

  private let store: any HistoryStore
  private let name: DocumentName
  private var version: Int
  private var pages = 0
  /// What is known of the run.
  var state: JSONObject
  /// Whether a run was stopped before this one.
  let isResumed: Bool

  /// The progress of the run of this name, or a new one.
  init(_ name: DocumentName, in store: any HistoryStore) async throws {
    self.store = store
    self.name = name
    let document = try await store.document(name)
    version = document?.version ?? 0
    state = document.flatMap { try? JSONParser.parse($0.content).object } ?? [:]
    isResumed = document != nil
  }

  /// Keeps the state. Throws `alreadyRunning` where another run has kept its own meanwhile.
  mutating func save() async throws {
    guard try await store.put(Array(JSONWriter.text(of: state).utf8), as: name, replacing: version) else { throw overtaken }
    version += 1
  }

  /// A page is done: how far the run is is kept where that page changed history, and now and then besides.
  mutating func pageDone(through last: Timestamp?, hasRewritten: Bool, _ note: (inout JSONObject) -> Void) async throws {
    pages += 1
    through = last ?? through
    guard hasRewritten || pages % Self.saveInterval == 0 else { return }
    note(&state)
    try await save()
  }

  /// The run is over.
  func finish() async throws {
    guard version > 0 else { return }
    guard try await store.remove(name, version: version) else { throw overtaken }
  }

  private var overtaken: HistoryError {
    HistoryError(.alreadyRunning, "another run of the same kind has begun meanwhile and goes on where this one was: let that one end")
  }

  /// Up to which moment, from the newest on, all is done.
  var through: Timestamp? {
    get { state["through"]?.string.flatMap { try? Timestamp($0) } }
    set { state["through"] = newValue.map { .string($0.description) } }
  }
}

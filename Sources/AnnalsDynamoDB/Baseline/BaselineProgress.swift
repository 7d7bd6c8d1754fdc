import AWSClient
import Annals
import Foundation

/// How far a baseline is, kept as a document beside the history, so that a run that was stopped goes on where it was.
///
/// A run that finds the document changed by another stops, so that two do not mix their places.
struct BaselineProgress: Sendable {
  /// One segment of a parallel scan.
  struct Segment: Sendable {
    /// The key behind which to go on; `nil` at the beginning.
    var place: AttributeMap?
    var isDone = false
  }

  private let store: any HistoryStore
  private let name: DocumentName
  private var version: Int
  /// The segments of a scan; none of an export.
  var segments: [Segment] = []
  /// Files of an export that are done, in the manifest's order; or the tables of a run.
  var filesDone = 0
  /// What was found so far.
  var report = BaselineReport()
  /// Whether a run was stopped before this one.
  let isResumed: Bool

  /// The progress of what is called so, or a new one. Throws what the store throws.
  init(of subject: String, in store: any HistoryStore) async throws {
    self.store = store
    let name = try DocumentName("baseline/\(TextDigest(of: subject))")
    self.name = name
    let document = try await Patience().asking { try await store.document(name) }
    version = document?.version ?? 0
    let state = document.flatMap { try? JSONParser.parse($0.content).object }
    isResumed = state != nil
    guard let state else { return }
    report = BaselineReport(state["report"]?.object ?? [:])
    filesDone = state["files_done"]?.number?.int ?? 0
    for segment in state["segments"]?.array ?? [] {
      var place: AttributeMap?
      if let text = segment.object?["place"]?.string { place = try AttributeMap(json: Array(text.utf8)) }
      segments.append(Segment(place: place, isDone: segment.object?["done"] == .bool(true)))
    }
  }

  /// Keeps how far it is. Throws `alreadyRunning` where another run has kept its own meanwhile.
  mutating func save() async throws {
    let state: JSONObject = [
      "report": .object(report.json), "files_done": .number(JSONNumber(filesDone)),
      "segments": .array(
        segments.map { segment in
          let place = segment.place.map { JSONValue.string(String(decoding: $0.json, as: UTF8.self)) } ?? .null
          return ["place": place, "done": .bool(segment.isDone)]
        }),
    ]
    guard try await store.put(Array(JSONWriter.text(of: state).utf8), as: name, replacing: version) else { throw overtaken }
    version += 1
  }

  /// The baseline is whole: the next run looks at everything again.
  func finish() async throws {
    guard version > 0 else { return }
    guard try await store.remove(name, version: version) else { throw overtaken }
  }

  private var overtaken: HistoryError {
    HistoryError(.alreadyRunning, "another baseline of the same has begun meanwhile and goes on where this one was: let that one end")
  }
}

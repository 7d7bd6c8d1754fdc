/// An alert as it is kept: with how far its notices are.
public struct StoredAlert: Hashable, Sendable {
  /// How far one delivery is with an alert.
  public struct Progress: Hashable, Sendable {
    /// The notice that it took last; 0 for none.
    public internal(set) var taken = 0
    /// When it took one last.
    public internal(set) var moment: Timestamp?
    /// How often the notice that it has not taken was tried.
    public internal(set) var failures = 0
    /// Why it did not take it, in a sentence.
    public internal(set) var error: String?
    /// Whether a notice was given up.
    public internal(set) var hasGivenUp = false
  }

  /// The alert.
  public internal(set) var alert: Alert
  /// The number of the newest notice of it, counted from 1.
  public internal(set) var notice: Int
  /// How far each delivery is, by name.
  public internal(set) var progress: [String: Progress]
  /// Whether nothing is told of its rule for now.
  public internal(set) var isMuted = false

  /// An alert that is told of by some deliveries.
  init(_ alert: Alert, deliveries: [String] = []) {
    self.alert = alert
    notice = 1
    progress = Dictionary(deliveries.map { ($0, Progress()) }) { first, _ in first }
  }

  /// The alert as JSON with its deliveries: those that failed say why.
  public var json: JSONObject {
    var json = alert.json
    json["muted"] = .bool(isMuted)
    json["deliveries"] = .array(progress.sorted { $0.key < $1.key }.map { .object($0.value.json(named: $0.key, notice: notice)) })
    return json
  }

  // MARK: Documents

  /// What the names of alerts' documents begin with.
  static let folder = "alerts/alert/"

  static func name(of id: AlertID) throws(HistoryError) -> DocumentName { try DocumentName(folder + id.description) }

  var document: [UInt8] {
    var json = alert.documentJSON
    json["notice"] = .number(JSONNumber(notice))
    json["progress"] = .object(JSONObject(progress.map { ($0.key, .object($0.value.json(named: $0.key, notice: notice))) }))
    return Array(JSONWriter.text(of: json).utf8)
  }

  /// Reads an alert's document. Throws `invalidDocument`.
  init(document: StoredDocument) throws(HistoryError) {
    do throws(HistoryError) {
      guard let json = try JSONParser.parse(document.content).object else { throw HistoryError(.invalidDocument, "it is no JSON object") }
      alert = try Alert(documentJSON: json)
      notice = try DocumentFields(json).number("notice")
      progress = [:]
      for member in json["progress"]?.object?.members ?? [] {
        progress[member.name] = member.value.object.map(Progress.init(json:))
      }
    } catch {
      throw HistoryError(
        .invalidDocument, "the document \(document.name) is no alert as this version writes it: \(error.description)", underlying: error)
    }
  }
}

extension StoredAlert.Progress {
  fileprivate func json(named name: String, notice: Int) -> JSONObject {
    var json: JSONObject = ["name": .string(name), "taken": .number(JSONNumber(taken)), "failures": .number(JSONNumber(failures))]
    json["state"] = .string(hasGivenUp ? "given_up" : taken >= notice ? "delivered" : failures > 0 ? "failing" : "waiting")
    json["delivered_at"] = moment.map { .string($0.description) }
    json["error"] = error.map(JSONValue.string)
    return json
  }

  fileprivate init(json: JSONObject) {
    taken = json["taken"]?.number?.int ?? 0
    moment = json["delivered_at"]?.string.flatMap { try? Timestamp($0) }
    failures = json["failures"]?.number?.int ?? 0
    error = json["error"]?.string
    hasGivenUp = json["state"] == "given_up"
  }
}

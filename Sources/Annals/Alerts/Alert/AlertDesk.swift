/// The alerts of a store as people see and handle them: listed, acknowledged, their rules muted. What is done here is in force in every process
/// within seconds.
public struct AlertDesk: Sendable {
  /// Some alerts, newest first, and where to go on.
  public struct Page: Sendable {
    /// The alerts.
    public let alerts: [StoredAlert]
    /// The last of them, where there are more.
    public let next: AlertID?
  }

  /// How many alerts a page may have.
  public static let pageLimits = 1...500

  private let store: any DocumentStore
  private let now: @Sendable () -> Timestamp

  /// The alerts of a store.
  public init(_ store: any DocumentStore, now: @escaping @Sendable () -> Timestamp = { .now }) {
    self.store = store
    self.now = now
  }

  /// A page of the alerts that one may see, newest first. Throws `invalidLimit` unless the limit is 1 to 500, and what the store throws.
  public func alerts(
    _ state: Alert.State? = nil, visibleTo scope: AccessScope = .everything, after last: AlertID? = nil, limit: Int = 100
  ) async throws -> Page {
    guard Self.pageLimits.contains(limit) else {
      throw HistoryError(.invalidLimit, "the limit \(limit) is out of range: a page has 1 to 500 alerts")
    }
    let mutes = try await AlertMutes(store).all(at: now())
    var found: [StoredAlert] = []
    for document in try await store.documents(beginning: StoredAlert.folder).reversed() {
      var stored = try StoredAlert(document: document)
      let alert = stored.alert
      guard state.map({ $0 == alert.state }) ?? true, last.map({ alert.id < $0 }) ?? true else { continue }
      guard alert.subject.isWithin(scope, since: alert.first) else { continue }
      stored.isMuted = mutes.contains { $0.rule == alert.rule }
      found.append(stored)
      if found.count > limit { break }
    }
    return Page(alerts: Array(found.prefix(limit)), next: found.count > limit ? found[limit - 1].alert.id : nil)
  }

  /// The alert of an id, or `nil`.
  public func alert(_ id: AlertID) async throws -> StoredAlert? {
    try await store.document(StoredAlert.name(of: id)).map { try StoredAlert(document: $0) }
  }

  /// Notes that a person looks after an alert: nothing more is told of it but its end. `nil` where there is no such alert.
  public func acknowledge(_ id: AlertID, by user: User) async throws -> StoredAlert? {
    let name = try StoredAlert.name(of: id)
    while let document = try await store.document(name) {
      var stored = try StoredAlert(document: document)
      if stored.alert.acknowledgement == nil {
        stored.alert.acknowledgement = Alert.Acknowledgement(user: user, moment: now())
        guard try await store.put(stored.document, as: name, replacing: document.version) else { continue }
      }
      return stored
    }
    return nil
  }

  /// Keeps what is raised by a rule to itself for a time, of 0 to end that. Throws `invalidAlert` where the name is none or the time is over 31 days.
  public func mute(_ rule: String, for time: Duration, by user: User) async throws -> AlertMute {
    do throws(HistoryError) {
      try AlertRule.check(name: rule)
    } catch {
      throw HistoryError(.invalidAlert, error.description)
    }
    guard (.zero...AlertCondition.longestWindow).contains(time) else {
      throw HistoryError(.invalidAlert, "a rule is muted for 0 to 31 days, not for \(time)")
    }
    let mute = AlertMute(rule: rule, until: now().advanced(byMicroseconds: time.microseconds), user: user)
    try await AlertMutes(store).keep(mute, at: now())
    return mute
  }

  /// Removes the alerts that were over before a moment.
  func removeResolved(before moment: Timestamp) async throws {
    for document in try await store.documents(beginning: StoredAlert.folder) {
      guard let resolved = try StoredAlert(document: document).alert.resolved, resolved < moment else { continue }
      _ = try await store.remove(document.name, version: document.version)
    }
  }

  /// The rules that are muted now.
  public func mutes() async throws -> [AlertMute] { try await AlertMutes(store).all(at: now()) }
}

/// A rule of which nothing is told for a time.
public struct AlertMute: Hashable, Sendable {
  /// The rule's name.
  public let rule: String
  /// From this moment on it is told of again.
  public let until: Timestamp
  /// Who muted it.
  public let user: User

  /// The mute as JSON.
  public var json: JSONObject {
    ["rule": .string(rule), "muted_until": .string(until.description), "muted_by": .string(user.id)]
  }
}

/// The mutes of a store: one document.
struct AlertMutes {
  private static let document = "alerts/mutes"
  private let store: any DocumentStore

  init(_ store: any DocumentStore) { self.store = store }

  /// The mutes that are in force at a moment.
  func all(at moment: Timestamp) async throws -> [AlertMute] { try await read().mutes.filter { moment < $0.until } }

  /// Keeps a mute in the place of an earlier one of the rule.
  func keep(_ mute: AlertMute, at moment: Timestamp) async throws {
    while true {
      let (mutes, version) = try await read()
      let kept = mutes.filter { moment < $0.until && $0.rule != mute.rule } + (moment < mute.until ? [mute] : [])
      let content = JSONWriter.text(of: ["mutes": .array(kept.map { .object($0.json) })] as JSONObject)
      if try await store.put(Array(content.utf8), as: DocumentName(Self.document), replacing: version) { return }
    }
  }

  private func read() async throws -> (mutes: [AlertMute], version: Int) {
    guard let document = try await store.document(DocumentName(Self.document)) else { return ([], 0) }
    let json = try JSONParser.parse(document.content).object
    let mutes = try (json?["mutes"]?.array ?? []).compactMap(\.object).map { json throws(HistoryError) in
      let fields = DocumentFields(json)
      return AlertMute(
        rule: try fields.text("rule"), until: try fields.moment("muted_until"), user: try User(fields.text("muted_by")))
    }
    return (mutes, document.version)
  }
}

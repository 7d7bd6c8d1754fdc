import Annals

/// A resource's life: its operations with what each changed, its state at any moment, and what differs between two.
struct ResourcePage {
  let visit: PageVisit

  /// Operations of one page.
  private static let pageSize = 20
  /// Changes of one operation that its entry shows.
  private static let changeLimit = 12
  private static let stateLimit = 100_000

  func body() async throws -> PageVisit.Body {
    let resource = try resource()
    let cursor = try await visit.looking.cursor()
    let page = try await visit.seen.records(matching: .resource(resource), after: cursor?.cursor, limit: Self.pageSize, whole: true)
    if cursor?.leadsOn != true { visit.looking.note(Resource.access(to: resource)) }
    let isSplit = visit.query["view"] == "split"
    let address = visit.links.resource(resource)
    let kept = isSplit ? [(key: "view", value: "split")] : []
    let steps = Array(page.records.filter { $0.operation != .read && !$0.isFailed }.reversed())
    let moment = try moment(among: steps)
    let entries = page.records.enumerated().map { entry($0.element, isNewest: $0.offset == 0, isSplit, address: address) }
    return PageVisit.Body(
      title: "\(RecordView.shortened(resource.id, to: 60)) · \(resource.type.name)", template: "resource",
      view: [
        "type": resource.type.name, "resource": resource.id, "typeLink": visit.links.search(["type": resource.type.name]),
        "entries": entries, "noEntries": entries.isEmpty, "address": address, "canCompare": steps.count > 1,
        "isSplit": isSplit, "splitLink": address + (isSplit ? "" : "?view=split"),
        "state": try await state(of: resource, at: moment, steps, address), "comparison": try await comparison(of: resource, isSplit),
        "nextLink": try await visit.next(page.next, kept, at: address), "firstLink": cursor == nil ? nil : address + Links.query(kept),
        "isPartial": page.isPartial, "shown": Moments.count(page.records.count, "operation"),
        "search": visit.links.search(
          ["type": resource.type.name, "id": resource.id]),
      ])
  }

  private func resource() throws -> Resource {
    guard let slash = visit.tail.utf8.firstIndex(of: UInt8(ascii: "/")) else {
      throw Problem(.notFound, "nothing is at this path: a resource has a type and an id, as in \(visit.page.template)")
    }
    let type = try Call.decode(visit.tail[..<slash], "type")
    let id = try Call.decode(visit.tail[visit.tail.utf8.index(after: slash)...], "id")
    return try Resource(type: ResourceType(type), id: id)
  }

  /// The moment whose state is asked for: that given, or that of a step of the slider.
  private func moment(among steps: [HistoryRecord]) throws -> Timestamp? {
    if let moment = try visit.query.moment("at", now: visit.now) { return moment }
    guard let text = visit.query["step"] else { return nil }
    guard let step = Int(text), steps.indices.contains(step) else {
      throw Problem(.invalidParameter, "step is \"\(text.quoted(20))\": move the slider, or leave it out", parameter: "step", value: text)
    }
    return steps[step].timestamp
  }

  private func entry(_ record: HistoryRecord, isNewest: Bool, _ isSplit: Bool, address: String) -> View {
    var view = RecordView(record: record, links: visit.links).view
    view["diff"] = OperationPage.diff(record, isSplit: isSplit, limit: Self.changeLimit, isFolded: true)
    view["noDiff"] = OperationPage.missing(record)
    view["moment"] = record.timestamp.description
    view["canChoose"] = record.operation != .read && !record.isFailed
    view["reason"] = record.metadata["reason"]?.string.map { RecordView.shortened($0) }
    view["stateLink"] = address + "?at=" + PercentCoding.encode(record.timestamp.description) + "#state"
    return view
  }

  /// The state at a moment, or now, with the steps of the slider.
  private func state(of resource: Resource, at moment: Timestamp?, _ steps: [HistoryRecord], _ address: String) async throws -> View {
    let restoring = moment.map {
      [(key: "type", value: resource.type.name), (key: "id", value: resource.id), (key: "at", value: $0.description)]
    }
    var view: View = [
      "restoreLink": resource.type == .history ? nil : restoring.flatMap { visit.undoLink($0) },
      "at": moment.map { Moments.view($0) }, "text": nil, "unknown": nil, "absent": nil, "since": nil, "action": address,
      "last": steps.count - 1, "hasSteps": steps.count > 1,
      "place": moment.map { moment in steps.lastIndex { $0.timestamp <= moment } ?? 0 } ?? steps.count - 1,
      "steps": steps.enumerated().map { index, record -> View in
        [
          "number": index, "stepMoment": record.timestamp.description,
          "stepText": "\(Moments.view(record.timestamp)["text"] as? String ?? "")",
        ]
      },
    ]
    let asked = moment ?? visit.now
    switch try await seenState(of: resource, at: asked) {
    case .known(let state, let record):
      view["text"] = ValueText.cut(ValueText.pretty(.object(state)), to: Self.stateLimit)
      view["since"] = telling(record, after: asked)
    case .absent(let record): view["absent"] = telling(record, after: asked)
    case .unknown(let reason): view["unknown"] = reason
    }
    return view
  }

  /// The record that tells a state, and whether it is a later one, by what it says was before.
  private func telling(_ record: HistoryRecord, after moment: Timestamp) -> View {
    var view = RecordView(record: record, links: visit.links).view
    view["isLater"] = record.timestamp > moment
    return view
  }

  /// The state; unknown with the reason where the visitor's scope does not let it be told.
  private func seenState(of resource: Resource, at moment: Timestamp) async throws -> ResourceState {
    do {
      return try await visit.seen.state(of: resource, at: moment)
    } catch let error as HistoryError where error.code == .forbidden {
      return .unknown(error.description)
    }
  }

  /// What differs between two moments, where two are given.
  private func comparison(of resource: Resource, _ isSplit: Bool) async throws -> View? {
    guard let first = try visit.query.moment("from", now: visit.now), let second = try visit.query.moment("to", now: visit.now) else {
      return nil
    }
    let (from, to) = (min(first, second), max(first, second))
    var view: View = ["from": Moments.view(from), "to": Moments.view(to), "diff": nil, "unknown": nil]
    let states = [try await seenState(of: resource, at: from), try await seenState(of: resource, at: to)]
    for (state, moment) in zip(states, [from, to]) {
      if case .unknown(let reason) = state { view["unknown"] = "The state at \(moment) is unknown: \(reason)." }
    }
    if view["unknown"] is String { return view }
    view["diff"] = DiffView(before: states[0].state, after: states[1].state, limit: 500).view(isSplit: isSplit)
    return view
  }
}

import Annals

/// One operation: everything that is known of it, what it changed, and what else its request did.
struct OperationPage {
  let visit: PageVisit

  /// Bytes of JSON that are shown at most.
  private static let jsonLimit = 200_000
  /// How far from the operation others of its request are looked for.
  private static let requestSpan: Int64 = 3_600_000_000

  func body() async throws -> PageVisit.Body {
    let text = try visit.part("history_id")
    let id: HistoryID
    do throws(HistoryError) {
      id = try HistoryID(text)
    } catch {
      throw Problem(error, parameter: "history_id", value: text)
    }
    let record = try await visit.seen.record(id, whole: true)
    visit.looking.note(
      record.map { Resource.access(to: $0.resource) } ?? Resource.access("records"),
      details: ["history_id": .string(text), "found": .bool(record != nil)])
    guard let record else { throw Problem(.notFound, "there is no operation with this id: it was never stored, or was cleaned up") }
    let row = RecordView(record: record, links: visit.links).view
    let request = record.metadata["request_id"]?.string
    var others: View?
    if let request { others = try await self.others(of: request, than: record) }
    return PageVisit.Body(
      title: "\(record.operation.rawValue) \(RecordView.shortened(record.resource.id, to: 60))", template: "operation",
      view: [
        "record": row, "facts": facts(record), "reason": record.metadata["reason"]?.string,
        "diff": Self.diff(record, isSplit: visit.query["view"] == "split"), "noDiff": Self.missing(record),
        "states": Self.states(record), "json": ValueText.cut(ValueText.pretty(.object(record.json)), to: Self.jsonLimit),
        "jsonLink": "\(visit.links.routes)/records/\(PercentCoding.encode(text))",
        "splitLink": visit.links.operation(id) + (visit.query["view"] == "split" ? "" : "?view=split"),
        "request": request, "requestLink": request.map { visit.links.search(["request": $0]) },
        "others": others,
        "undoLink": record.operation == .read || record.isFailed || record.resource.type == .history
          ? nil : visit.undoLink([(key: "operation", value: record.id.description)]),
        "stateLink": visit.links.resource(record.resource, ["at": record.timestamp.description]),
      ])
  }

  /// The other operations of its request, of an hour before and after.
  private func others(of request: String, than record: HistoryRecord) async throws -> View {
    let pairs = [
      "request": request, "from": record.timestamp.advanced(byMicroseconds: -Self.requestSpan).description,
      "to": record.timestamp.advanced(byMicroseconds: Self.requestSpan).description,
    ]
    let question = try SearchQuestion(
      PageQuery(String(Links.query(pairs.map { $0 }).dropFirst()), knowing: SearchQuestion.parameters), now: visit.now)
    let page = try await RecordSearch(seen: visit.seen, question: question).page(after: nil, size: 21)
    let rows = page.records.filter { $0.position != record.position }.prefix(20).map { RecordView(record: $0, links: visit.links).view }
    return ["rows": rows, "noRows": rows.isEmpty]
  }

  /// What differs, where both states are known or need not be.
  static func diff(_ record: HistoryRecord, isSplit: Bool, limit: Int = 500, isFolded: Bool = false) -> View? {
    guard missing(record) == nil else { return nil }
    // Of what came or went as a whole, that it did says most.
    let fields = record.before == nil || record.after == nil ? (record.before ?? record.after)?.count : nil
    let folded = isFolded ? fields.map { Moments.count($0, "field") } : nil
    return DiffView(before: record.before, after: record.after, limit: limit, folded: folded).view(isSplit: isSplit)
  }

  /// Why there is no difference to show.
  static func missing(_ record: HistoryRecord) -> String? {
    switch (record.operation, record.before, record.after) {
    case (.read, _, _): "Reading changed nothing."
    case (_, nil, nil): "No state was recorded with this operation."
    case (.update, nil, _): "The state before was not recorded, so what changed is not known."
    case (.update, _, nil): "The state after was not recorded, so what changed is not known."
    default: nil
    }
  }

  private static func states(_ record: HistoryRecord) -> [View] {
    [("Before", record.before), ("After", record.after)].compactMap { name, state -> View? in
      state.map { ["stateName": name, "stateText": ValueText.cut(ValueText.pretty(.object($0)), to: jsonLimit)] }
    }
  }

  private func facts(_ record: HistoryRecord) -> [View] {
    record.metadata.members.map { member in
      let text = member.value.string ?? ValueText.text(member.value)
      let link: String? =
        switch member.name {
        case "request_id": visit.links.search(["request": text])
        case "trace_id": visit.links.search(["trace": text])
        default: nil
        }
      return ["factName": member.name, "factText": ValueText.cut(text), "factLink": link]
    }
  }
}

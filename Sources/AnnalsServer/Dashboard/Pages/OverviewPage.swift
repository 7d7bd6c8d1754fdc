import Annals

/// What goes on: operations over time, how many of what by whom, what failed, and what changes now.
struct OverviewPage {
  let visit: PageVisit

  private static let day: Int64 = 86_400_000_000
  /// The ranges to choose from, by what the address says.
  private static let ranges: [(name: String, title: String, days: Int64)] = [
    ("24h", "24 hours", 1), ("7d", "7 days", 7), ("30d", "30 days", 30), ("90d", "90 days", 90), ("1y", "a year", 365),
  ]

  func body() async throws -> PageVisit.Body {
    let type = try visit.query.value("type") { text throws(HistoryError) in try ResourceType(text) }
    let (range, name) = try await range(of: type)
    let timeline = try await visit.seen.timeline(of: range.parts, ofType: type, byDay: range.isByDay)
    visit.looking.note(Resource.access("stats"))
    let recent = try await recent(of: type)
    let failures = try await visit.seen.records(
      matching: RecordFilter(resourceType: type, outcome: .failed, from: range.start, to: range.end), after: nil, limit: 6
    ).records
    let alerts = try await AlertDesk(visit.history.store, now: visit.history.recorder.now)
      .alerts(visibleTo: visit.visitor.principal.scope, limit: AlertsView.limit).alerts
    let total = timeline.total
    return PageVisit.Body(
      title: "Overview", template: "overview",
      view: [
        "chart": ChartView(range: range, timeline: timeline, links: visit.links, type: type).view, "ranges": ranges(name, type),
        "start": Moments.view(range.start), "end": Moments.view(range.end), "isZoomed": name == nil, "type": type?.name,
        "allTypes": visit.links.home, "total": Moments.count(total.total), "isPartial": !timeline.isWhole, "isEmpty": total.total == 0,
        "tiles": [OperationKind.create, .update, .delete, .read].map { tile($0, total, range, type) },
        "failed": Moments.count(total.failed),
        "failedShare": total.total > 0 ? Self.percent(total.failed, of: total.total) : nil,
        "failedLink": visit.links.search(["failed": "true", "from": range.start.description, "to": range.end.description]),
        "alerts": AlertsView(alerts: alerts, links: visit.links).view, "users": users(total, range), "types": types(total),
        "failureList": failures.isEmpty ? nil : ["rows": failures.map { RecordView(record: $0, links: visit.links).view }] as View,
        "noFailures": failures.isEmpty,
        "rows": recent.map { RecordView(record: $0, links: visit.links).view }, "noRows": recent.isEmpty,
        "all": visit.links.search(type.map { ["type": $0.name] } ?? [:]), "hasHistory": !recent.isEmpty,
      ])
  }

  /// The range that is asked for and its name; else the last month, or all where nothing happened in it.
  private func range(of type: ResourceType?) async throws -> (TimeRange, String?) {
    let now = visit.now
    if let from = try visit.query.moment("from", now: now) {
      let to = try visit.query.moment("to", now: now, end: true) ?? now
      guard from < to else {
        throw Problem(
          HistoryError(.invalidFilter, "from is not before to, so nothing lies between: give the earlier first"), parameter: "to")
      }
      return (TimeRange(from: from, to: to), nil)
    }
    let name = visit.query["range"]
    if let known = Self.ranges.first(where: { $0.name == name }) { return (Self.last(known.days, until: now), known.name) }
    guard name == nil || name == "all" else {
      throw Problem(
        .invalidParameter, "range is \"\(name?.quoted(20) ?? "")\": choose one of \(Self.ranges.map(\.name).joined(separator: ", ")), all",
        parameter: "range", value: name)
    }
    let newest = try await visit.seen.records(matching: RecordFilter(resourceType: type), after: nil, limit: 1).records.first?.timestamp
    guard let newest, name == "all" || newest <= now.advanced(byMicroseconds: -30 * Self.day) else {
      return (Self.last(30, until: now), "30d")
    }
    let oldest = try await visit.seen.statistics(HistoryStatistics.Scope(resourceType: type)).statistics.first ?? newest
    return (TimeRange(from: oldest, to: newest.advanced(byMicroseconds: 1)), "all")
  }

  /// The newest operations. Looks at history, which this page is one of, are told only where they are asked for.
  private func recent(of type: ResourceType?) async throws -> [HistoryRecord] {
    let page = try await visit.seen.records(matching: RecordFilter(resourceType: type), after: nil, limit: 100)
    return Array(page.records.filter { type == .history || !$0.resource.isAccess }.prefix(15))
  }

  private static func last(_ days: Int64, until now: Timestamp) -> TimeRange {
    TimeRange(from: now.advanced(byMicroseconds: -days * day), to: now)
  }

  private func ranges(_ chosen: String?, _ type: ResourceType?) -> [View] {
    (Self.ranges.map { ($0.name, $0.title) } + [("all", "all")]).map { name, title in
      let pairs = [(key: "range", value: name)] + (type.map { [(key: "type", value: $0.name)] } ?? [])
      return ["rangeTitle": title, "rangeLink": visit.links.home + Links.query(pairs), "isChosen": name == chosen]
    }
  }

  private func tile(_ kind: OperationKind, _ total: HistoryStatistics, _ range: TimeRange, _ type: ResourceType?) -> View {
    var pairs = [
      (key: "kind", value: kind.rawValue), (key: "from", value: range.start.description), (key: "to", value: range.end.description),
    ]
    if let type { pairs.append((key: "type", value: type.name)) }
    let count = total.operations[kind] ?? 0
    return [
      "tileName": kind.rawValue, "tileMark": RecordView.mark(kind), "tileTone": RecordView.tone(kind), "tileCount": Moments.count(count),
      "tileShare": total.total > 0 ? Self.percent(count, of: total.total) : nil,
      "tileLink": "\(visit.links.base)/search" + Links.query(pairs),
    ]
  }

  private func users(_ total: HistoryStatistics, _ range: TimeRange) -> View {
    let entries = total.topUsers.map { BarsView.Entry(name: $0.user.id, count: $0.count, link: visit.links.user($0.user)) }
    return BarsView.view("Top users", entries, empty: "Nobody did anything in this time.", limit: 10)
  }

  private func types(_ total: HistoryStatistics) -> View {
    let entries = total.resourceTypes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
      BarsView.Entry(name: $0.key.name, count: $0.value, link: visit.links.overview(["type": $0.key.name]))
    }
    return BarsView.view("Resource types", entries, empty: "No type has operations in this time.", limit: 10)
  }

  private static func percent(_ part: Int, of whole: Int) -> String {
    let tenths = (Double(part) * 1000 / Double(whole)).rounded() / 10
    return part > 0 && tenths < 0.1 ? "under 0.1%" : "\(tenths)%"
  }
}

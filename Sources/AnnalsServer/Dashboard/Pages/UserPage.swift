import Annals

/// What a user did: when, to what, and what failed.
struct UserPage {
  let visit: PageVisit

  /// Operations that are read for the pictures.
  private static let readLimit = 1_000
  private static let rowLimit = 25

  func body() async throws -> PageVisit.Body {
    let id = try visit.part("user_id")
    let user = try User(id)
    let page = try await visit.seen.records(matching: RecordFilter(user: user), after: nil, limit: Self.readLimit)
    visit.looking.note(Resource.access("recent"), details: ["user": .string(user.id)])
    let records = page.records
    let failed = records.filter(\.isFailed)
    return PageVisit.Body(
      title: RecordView.shortened(user.id, to: 60), template: "user",
      view: [
        "user": user.id, "all": visit.links.search(["user": user.id]), "failures": visit.links.search(["user": user.id, "failed": "true"]),
        "deletions": visit.links.search(["user": user.id, "kind": "DELETE"]),
        "undoLink": records.isEmpty ? nil : visit.undoLink([(key: "user", value: user.id)]),
        "none": records.isEmpty, "count": Moments.count(records.count, "operation"), "isAll": page.next == nil,
        "first": records.last.map { Moments.view($0.timestamp) }, "last": records.first.map { Moments.view($0.timestamp) },
        "failedCount": Moments.count(failed.count), "resourceCount": Moments.count(Set(records.map(\.resource)).count),
        "heat": HeatView.view(records), "kinds": kinds(records, user), "types": types(records, user), "resources": resources(records),
        "rows": records.prefix(Self.rowLimit).map { RecordView(record: $0, links: visit.links).view }, "noRows": records.isEmpty,
        "failureList": ["rows": failed.prefix(10).map { RecordView(record: $0, links: visit.links).view }] as View,
        "hasFailed": !failed.isEmpty,
      ])
  }

  private func kinds(_ records: [HistoryRecord], _ user: User) -> View {
    let entries = OperationKind.allCases.map { kind in
      BarsView.Entry(
        name: kind.rawValue, count: records.count { $0.operation == kind },
        link: visit.links.search(["user": user.id, "kind": kind.rawValue]), tone: RecordView.tone(kind))
    }
    return BarsView.view("By kind", entries.filter { $0.count > 0 }, empty: "Nothing yet.")
  }

  private func types(_ records: [HistoryRecord], _ user: User) -> View {
    let counts = Dictionary(grouping: records, by: \.resource.type).mapValues(\.count)
    let entries = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
      BarsView.Entry(name: $0.key.name, count: $0.value, link: visit.links.search(["user": user.id, "type": $0.key.name]))
    }
    return BarsView.view("To which types", entries, empty: "Nothing yet.")
  }

  private func resources(_ records: [HistoryRecord]) -> View {
    let counts = Dictionary(grouping: records, by: \.resource).mapValues(\.count)
    let entries = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
      BarsView.Entry(name: $0.key.id, count: $0.value, link: visit.links.resource($0.key))
    }
    return BarsView.view("To which resources", entries, empty: "Nothing yet.")
  }
}

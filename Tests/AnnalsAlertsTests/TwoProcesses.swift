import Annals
import AnnalsTestSupport
import Foundation
import Testing

@testable import AnnalsAlerts

/// Two processes' histories on one store.
enum TwoProcesses {
  static func test(_ left: any HistoryStore, _ right: any HistoryStore) async throws {
    let rules = try AlertRules([AlertRule.standard[0]])
    // All notices, whoever tells.
    let collector = NoticeCollector()
    let first = try AlertedHistory(left, rules: rules, deliveries: [collector])
    let second = try AlertedHistory(right, rules: rules, deliveries: [collector])
    try await second.running { other in
      try await first.running { history in
        AlertedHistory.delete(6, by: "ann", in: history)
        AlertedHistory.delete(6, by: "ann", in: other, from: 6)
        let notice = try #require(await collector.next())
        #expect(notice.alerts.first?.subject.text == "user ann")
        try await history.flush()
        try await other.flush()
      }
      // One has ended, whichever of them evaluated: the other goes on with what both recorded.
      AlertedHistory.delete(11, by: "eva", in: other, from: 20)
      while let notice = await collector.next() {
        if notice.alerts.contains(where: { $0.subject.text == "user eva" }) { break }
      }
    }
    let opened = collector.taken.filter { $0.kind == .opened }.flatMap(\.alerts).map(\.subject.text)
    #expect(opened.sorted() == ["user ann", "user eva"])
    let alerts = try await AlertDesk(right).alerts().alerts.map(\.alert)
    #expect(alerts.map(\.subject.text) == ["user eva", "user ann"])
    #expect(alerts.map(\.count) == [11, 12])
  }
}

/// What the dashboard finds by the link of a notice.
struct LinkedSearch {
  private let filter: RecordFilter

  init(_ notice: AlertNotice) throws {
    let alert = try #require(notice.alerts.first)
    let link = try #require(notice.link(to: alert).flatMap { URLComponents(string: $0) })
    #expect(link.path == "/search")
    var filter = RecordFilter()
    for item in link.queryItems ?? [] {
      let value = try #require(item.value)
      switch item.name {
      case "user": filter.user = try User(value)
      case "kind": filter.operation = try OperationKind(value)
      case "type": filter.resourceType = try ResourceType(value)
      case "failed": filter.outcome = value == "true" ? .failed : .succeeded
      case "from": filter.from = try Timestamp(value)
      case "to": filter.to = try Timestamp(value)
      default: Issue.record("the search does not know \(item.name)")
      }
    }
    self.filter = filter
  }

  func records(in history: HistoryService) async throws -> [HistoryRecord] {
    try await history.records(matching: filter, limit: 1000).records
  }
}

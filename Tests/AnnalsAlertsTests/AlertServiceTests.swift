import Annals
import AnnalsSQLite
import AnnalsTestSupport
import Foundation
import Testing

@testable import AnnalsAlerts

@Suite("The service of alerts")
struct AlertServiceTests {
  private static let deletions = Result { try AlertRules([AlertRule.standard[0]]) }

  @Test("Who deletes 12 is told of once, with a count and a link to just these, and without their states", .timeLimit(.minutes(5)))
  func story() async throws {
    let collector = NoticeCollector()
    let alerted = try AlertedHistory(MemoryStore(), rules: Self.deletions.get(), deliveries: [collector])
    let start = ContinuousClock.now
    let (notice, found) = try await alerted.running { history in
      AlertedHistory.delete(3, by: "ben", in: history, from: 100)
      AlertedHistory.delete(12, by: "ann", in: history)
      let notice = try #require(await collector.next())
      print("12 deletions were told of after \(ContinuousClock.now - start)")
      return (notice, try await LinkedSearch(notice).records(in: history))
    }
    let alert = try #require(notice.alerts.first)
    #expect(notice.alerts.count == 1 && notice.kind == .opened && alert.count == 12)
    #expect(alert.subject == .user(try User("ann")))
    #expect(notice.title == "deletions-by-user: user ann: 12 DELETE (more than 10 within 1 hour)")
    #expect(Set(found.map(\.resource.id)) == Set((0..<12).map { "p-\($0)" }))
    let text = JSONWriter.text(of: notice.json)
    #expect(text.contains("https://annals.example.org/search?user=ann&kind=DELETE&from="))
    #expect(!text.contains("secret text") && !text.contains("of the state"))
    #expect(collector.taken.count == 1)
  }

  @Test("What was recorded while nobody evaluated is found at the next start, once", .timeLimit(.minutes(5)))
  func restart() async throws {
    let store = MemoryStore()
    let rules = try Self.deletions.get()
    let (first, second, third) = (NoticeCollector(), NoticeCollector(), NoticeCollector())
    try await AlertedHistory(store, rules: rules, deliveries: [first]).running { history in
      AlertedHistory.delete(6, by: "ann", in: history)
      AlertedHistory.delete(11, by: "ben", in: history)
      #expect(await first.next()?.alerts.first?.subject.text == "user ben")
    }
    let alone = try AlertedHistory(store).history
    try await alone.recording { AlertedHistory.delete(5, by: "ann", in: alone, from: 6) }
    try await AlertedHistory(store, rules: rules, deliveries: [second]).running { _ in
      let notice = try #require(await second.next())
      #expect(notice.alerts.map(\.subject.text) == ["user ann"])
      #expect(notice.alerts.map(\.count) == [11])
    }
    // What comes in the third run is told of; what is old is not.
    try await AlertedHistory(store, rules: rules, deliveries: [third]).running { history in
      AlertedHistory.delete(11, by: "eva", in: history)
      #expect(await third.next()?.alerts.map(\.subject.text) == ["user eva"])
    }
    #expect(first.taken.count == 1 && second.taken.count == 1 && third.taken.count == 1)
    let page = try await AlertDesk(store).alerts()
    #expect(page.alerts.map(\.alert.subject.text) == ["user eva", "user ann", "user ben"])
  }

  @Test("History that was there before the first start raises nothing", .timeLimit(.minutes(5)))
  func firstStart() async throws {
    let store = MemoryStore()
    _ = try await store.append(RealOperations.records().map { SanitizedRecord($0) })
    let old = try AlertedHistory(store).history
    try await old.recording { AlertedHistory.delete(20, by: "ann", in: old) }
    let collector = NoticeCollector()
    try await AlertedHistory(store, rules: Self.deletions.get(), deliveries: [collector]).running { history in
      AlertedHistory.delete(11, by: "ben", in: history)
      #expect(await collector.next()?.alerts.map(\.subject.text) == ["user ben"])
    }
  }

  @Test("Two processes on one SQLite file raise one alert, of what both recorded", .timeLimit(.minutes(5)))
  func twoProcesses() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("annals-alerts-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("annals.sqlite").path
    try await TwoProcesses.test(try SQLiteStore(path: path), try SQLiteStore(path: path))
  }

  @Test("A delivery that fails is tried again under the same id, shown, and harms nothing", .timeLimit(.minutes(5)))
  func failing() async throws {
    let store = MemoryStore()
    let failing = FailingDelivery(failures: 3)
    let collector = NoticeCollector()
    try await AlertedHistory(store, rules: Self.deletions.get(), deliveries: [failing, collector]).running { history in
      AlertedHistory.delete(11, by: "ann", in: history)
      _ = await collector.next()
      await failing.delivered()
      #expect(Set(failing.ids).count == 1 && failing.ids.count == 4)
      AlertedHistory.delete(1, by: "eva", in: history)
      try await history.flush()
    }
    let progress = try #require(try await AlertDesk(store).alerts().alerts.first?.progress["failing"])
    #expect(progress.taken == 1 && progress.error == nil && !progress.hasGivenUp)
  }

  @Test("A delivery that cannot ever succeed is given up, and the list says why", .timeLimit(.minutes(5)))
  func givenUp() async throws {
    let store = MemoryStore()
    let failing = FailingDelivery(failures: .max, isRetryable: false)
    try await AlertedHistory(store, rules: Self.deletions.get(), deliveries: [failing]).running { history in
      AlertedHistory.delete(11, by: "ann", in: history)
      await failing.tried()
      while try await AlertDesk(store).alerts().alerts.first?.progress["failing"]?.hasGivenUp != true { await Task.yield() }
    }
    let stored = try #require(try await AlertDesk(store).alerts().alerts.first)
    #expect(stored.progress["failing"]?.hasGivenUp == true)
    #expect(stored.progress["failing"]?.error == "the receiver does not like it")
    #expect(failing.ids.count == 1)
  }

  @Test("A muted rule is kept and listed, and told of by nobody; another rule is", .timeLimit(.minutes(5)))
  func muted() async throws {
    let store = MemoryStore()
    let collector = NoticeCollector()
    _ = try await AlertDesk(store).mute("deletions-by-user", for: .seconds(3600), by: User("ops"))
    let rules = try AlertRules([AlertRule.standard[0], AlertRule.standard[1]])
    try await AlertedHistory(store, rules: rules, deliveries: [collector]).running { history in
      AlertedHistory.delete(11, by: "ann", in: history)
      #expect(await collector.next()?.rule == "deletions")
    }
    let page = try await AlertDesk(store).alerts()
    #expect(Set(page.alerts.map(\.alert.rule)) == ["deletions", "deletions-by-user"])
    #expect(page.alerts.first { $0.alert.rule == "deletions-by-user" }?.isMuted == true)
    #expect(collector.taken.map(\.rule) == ["deletions"])
  }

  @Test("What goes on is told of again after the quiet time, unless somebody looks after it", .timeLimit(.minutes(5)))
  func goingOn() async throws {
    let store = MemoryStore()
    let collector = NoticeCollector()
    var rule = try AlertRule("many", .count(moreThan: 2, within: .seconds(3600)))
    rule.grouping = .user
    rule.quiet = .milliseconds(300)
    try await AlertedHistory(store, rules: AlertRules([rule]), deliveries: [collector]).running { history in
      AlertedHistory.delete(3, by: "ann", in: history)
      let first = try #require(await collector.next()?.alerts.first)
      #expect(first.count == 3)
      AlertedHistory.delete(2, by: "ann", in: history, from: 3)
      let second = try #require(await collector.next())
      #expect(second.kind == .updated && second.alerts.first?.id == first.id && second.alerts.first?.count == 5)
      let desk = AlertDesk(store)
      #expect(try await desk.acknowledge(first.id, by: User("ops"))?.alert.acknowledgement?.user.id == "ops")
      AlertedHistory.delete(2, by: "ann", in: history, from: 5)
      AlertedHistory.delete(3, by: "eva", in: history, from: 10)
      #expect(await collector.next()?.alerts.first?.subject.text == "user eva")
    }
    let kept = try #require(try await AlertDesk(store).alerts().alerts.last)
    #expect(kept.alert.count == 7 && kept.alert.acknowledgement?.user.id == "ops")
  }
}

/// Fails some times before it takes notices.
final class FailingDelivery: AlertDelivery {
  let name = "failing"
  let kind = "failing"
  private let failures: Int
  private let isRetryable: Bool
  private let collector = NoticeCollector()
  private let tries = NoticeCollector()

  init(failures: Int, isRetryable: Bool = true) {
    self.failures = failures
    self.isRetryable = isRetryable
  }

  var ids: [String] { tries.taken.map(\.id) }
  func tried() async { _ = await tries.next() }
  func delivered() async { _ = await collector.next() }

  func deliver(_ notice: AlertNotice) throws {
    tries.deliver(notice)
    guard tries.taken.count > failures else { throw AlertDeliveryError("the receiver does not like it", isRetryable: isRetryable) }
    collector.deliver(notice)
  }
}

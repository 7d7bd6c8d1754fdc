import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("The lease of alerts")
struct AlertLeaseTests {
  private let store = MemoryStore()

  /// A process that wants the lease: a reference, for what changes it is called in expectations.
  private actor Process {
    private var lease: AlertLease

    init(_ holder: String, _ store: MemoryStore) { lease = AlertLease(store, holder: holder, time: .seconds(15)) }

    func take(at seconds: Int) async throws -> AlertLease.Standing {
      var lease = lease
      defer { self.lease = lease }
      return try await lease.take(at: .seconds(seconds))
    }

    func renew(through: Timestamp?) async throws -> Bool {
      var lease = lease
      defer { self.lease = lease }
      return try await lease.renew(through: through)
    }

    func release(through: Timestamp?) async throws {
      var lease = lease
      defer { self.lease = lease }
      try await lease.release(through: through)
    }
  }

  @Test("One process has it; another takes it when it was not written for its time, whatever the clocks say")
  func takeOver() async throws {
    let (left, right) = (Process("left", store), Process("right", store))
    #expect(try await left.take(at: 0) == .mine(through: nil))
    let through = Timestamp(microseconds: 1_700_000_000_000_000)
    #expect(try await left.renew(through: through))
    #expect(try await right.take(at: 1000) == .anothers)
    #expect(try await right.take(at: 1014) == .anothers)
    #expect(try await left.renew(through: through))
    #expect(try await right.take(at: 1016) == .anothers)
    #expect(try await right.take(at: 1030) == .anothers)
    #expect(try await right.take(at: 1031) == .mine(through: through))
    #expect(try await !left.renew(through: through))
    #expect(try await left.take(at: 60) == .anothers)
  }

  @Test("One that is given back is taken at once")
  func release() async throws {
    let (left, right) = (Process("left", store), Process("right", store))
    _ = try await left.take(at: 0)
    let through = Timestamp(microseconds: 1)
    try await left.release(through: through)
    #expect(try await right.take(at: 0) == .mine(through: through))
    #expect(try await !left.renew(through: nil))
  }

  @Test("A note of late records reaches as far back as the earliest, and is taken once")
  func late() async throws {
    let note = LateNote(store)
    #expect(try await note.take() == nil)
    for moment in [5, 3, 4] { try await note.leave(Timestamp(microseconds: Int64(moment))) }
    #expect(try await note.take() == Timestamp(microseconds: 3))
    #expect(try await note.take() == nil)
  }

  @Test("An alert's document gives the alert back, whatever its names hold")
  func document() throws {
    let rule = AlertRule.standard[0]
    for subject in [
      AlertSubject.everything, .user(try User("\u{E9}va\"\\ <b>")), .type(try ResourceType("A B")),
      .resource(try Resource("X", "a/b#c\u{0}")),
    ] {
      let span = AlertSpan(opened: 5, first: -3, last: 7, until: .max, count: 11, total: 12)
      var stored = StoredAlert(Alert(rule, subject, span))
      stored.alert.acknowledgement = .init(user: try User("ops"), moment: Timestamp(microseconds: 9))
      var progress = StoredAlert.Progress()
      (progress.failures, progress.error) = (2, "it did not answer")
      stored.progress["ops"] = progress
      let document = StoredDocument(name: try StoredAlert.name(of: stored.alert.id), content: stored.document, version: 1)
      #expect(try StoredAlert(document: document) == stored)
      #expect(stored.alert.span.until == .max)
      #expect(try AlertID(stored.alert.id.description) == stored.alert.id)
    }
    let bad = StoredDocument(name: try DocumentName("alerts/alert/x"), content: Array("{}".utf8), version: 1)
    #expect(throws: HistoryError.self) { try StoredAlert(document: bad) }
  }
}

import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("Erasing from an archive")
struct ArchiveErasureTests {
  private static let ann = "ann@example.org"
  private static let day: Int64 = 86_400_000_000

  /// Records of two users over some days, a few with long texts, in an archive of several steps, and newer ones in the store.
  private static func records() throws -> [SanitizedRecord] {
    try (0..<18).map { number in
      let text = String(repeating: "Ann was here. ", count: number % 4 == 0 ? 400 : 1)
      return try Sanitizer().cut(
        HistoryRecord(
          .update, of: Resource(number % 2 == 0 ? "A" : "B", number % 5 == 0 ? "customer-ann" : "r\(number % 3)"),
          at: Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number) * day / 3), token: RecordToken("T\(number)"),
          by: User(number % 3 == 0 ? ann : "ben"), after: ["n": .number(JSONNumber(number)), "text": .string(text)],
          metadata: ["success": true, "reason": .string(number % 7 == 0 ? "\(ann) asked" : "because")]))
    }
  }

  private static func filled(_ folder: any ArchivePlace) async throws -> MemoryStore {
    let store = MemoryStore()
    _ = try await store.append(records())
    var options = ArchiveOptions()
    options.stepLimit = 2
    let before = Timestamp(microseconds: 1_700_000_000_000_000 + 5 * day)
    #expect(try await ArchiveRun(from: store, to: folder, options: options).run(CleanupScope(before: before)).isComplete)
    return store
  }

  private static func erasure(
    _ subject: ErasureSubject, _ mode: RewriteMode = .apply, in store: any HistoryStore, _ place: any ArchivePlace,
    mentions: HistoryErasure.Mentions = .erased
  ) throws -> HistoryErasure {
    try HistoryErasure(
      of: subject, in: store, journal: nil, archive: place, sanitizer: Sanitizer(), mentions: mentions, mode: mode, by: User("dpo"))
  }

  private static func all(_ store: any HistoryStore, _ place: any ArchivePlace) async throws -> [HistoryRecord] {
    try await ArchivedStore(store, archive: Archive.open(place)).records(matching: RecordFilter(), after: nil, limit: 1000).records
      .filter { $0.resource.type.name != "HISTORY" }
  }

  /// Everything that lies in a place: manifests, and the files' lines.
  private static func text(_ place: any ArchivePlace) async throws -> String {
    var text = ""
    for name in try await place.names(beginning: "") {
      var bytes: [UInt8] = []
      if let pieces = try await place.read(name) { for try await piece in pieces { bytes += piece } }
      text += name + String(decoding: name.hasSuffix(".gz") ? try GzipReader.unpack(bytes) : bytes, as: UTF8.self)
    }
    return text
  }

  @Test("A user is nowhere in it any more, all else is as it was, and archiving goes on")
  func user() async throws {
    try await ArchiveFolderTests.withFolder { folder in
      let store = try await Self.filled(folder)
      let before = try await Self.all(store, folder)
      let user = ErasureSubject.user(try User(Self.ann))
      let files = try await folder.names(beginning: "")
      let looked = try await Self.erasure(user, .dryRun, in: store, folder).run()
      #expect(looked.archive?.counts.found ?? 0 > 0 && looked.archive?.partsRewritten == 0 && looked.isComplete)
      #expect(try await folder.names(beginning: "") == files)

      let report = try await Self.erasure(user, in: store, folder).run()
      #expect(report.archive?.counts.rewritten == looked.archive?.counts.found && report.left == 0 && report.isComplete)
      let text = try await Self.text(folder)
      #expect(!text.contains(Self.ann))
      Self.expect(try await Self.all(store, folder), beside: before, pseudonym: report.pseudonym)
      #expect(try await ArchiveVerification(of: folder, knownTo: store).run().problems == [])
      #expect(try await folder.names(beginning: "_annals/").count == 1)
      let notes = try await store.records(matching: RecordFilter(resourceType: .history), after: nil, limit: 9).records
      #expect(notes.contains { $0.metadata["archive"]?.object?["counts"]?.object?["rewritten"] != nil })
      let again = try await Self.erasure(user, in: store, folder).run()
      #expect(again.archive?.counts.found == 0 && again.archive?.partsRewritten == 0)

      #expect(try await ArchiveRun(from: store, to: folder).run(CleanupScope(before: .now)).isComplete)
      #expect(try await Self.all(MemoryStore(), folder).map(\.sortKey) == before.map(\.sortKey))
      #expect(try await ArchiveVerification(of: folder, knownTo: store).run().problems == [])
    }
  }

  /// Each record is in its place; the subject's are under the pseudonym, and those that do not mention it are as they were.
  private static func expect(_ after: [HistoryRecord], beside before: [HistoryRecord], pseudonym: String?) {
    #expect(after.map(\.sortKey) == before.map(\.sortKey))
    for (old, new) in zip(before, after) {
      #expect(new.user.id == (old.user.id == ann ? pseudonym : "ben"))
      let isOthers = old.user.id != ann && old.metadata["reason"] == "because"
      #expect(isOthers == (old == new), "\(new.id)")
    }
  }

  @Test("A resource's id goes from records and manifests")
  func resource() async throws {
    try await ArchiveFolderTests.withFolder { folder in
      let store = try await Self.filled(folder)
      #expect(try await Self.text(folder).contains("customer-ann"))
      for type in ["A", "B"] {
        let report = try await Self.erasure(.resource(Resource(type, "customer-ann")), in: store, folder, mentions: .ignored).run()
        #expect(report.archive?.counts.rewritten ?? 0 > 0 && report.left == 0)
      }
      #expect(try await !Self.text(folder).contains("customer-ann"))
      #expect(try await ArchiveVerification(of: folder, knownTo: store).run().problems == [])
      #expect(try await Self.all(store, folder).count == 18)
    }
  }

  @Test("Stopped at any call it loses nothing, and the next run ends it under the same order", arguments: [false, true])
  func everyCall(isAfter: Bool) async throws {
    let user = ErasureSubject.user(try User(Self.ann))
    for calls in 0... {
      let reachedEnd = try await ArchiveFolderTests.withFolder { folder in
        let store = try await Self.filled(folder)
        let before = try await Self.all(store, folder)
        let stop = CallSwitch(after: calls, isAfter: isAfter)
        let stopped = try Self.erasure(user, in: StoppedStore(store: store, stop: stop), StoppedPlace(place: folder, stop: stop))
        do { _ = try await stopped.run() } catch is CancellationError {}
        #expect(try await Self.all(store, folder).map(\.sortKey) == before.map(\.sortKey), "stopped at call \(calls)")
        try await Archive.open(folder).check(knownTo: store)
        _ = try await Self.erasure(user, in: store, folder).run()
        #expect(try await !Self.text(folder).contains(Self.ann), "call \(calls)")
        let after = try await Self.all(store, folder)
        #expect(after.map(\.sortKey) == before.map(\.sortKey), "call \(calls)")
        let orders = Set(after.compactMap { $0.metadata["erased"]?.object?["order"] })
        #expect(orders.count == 1, "call \(calls)")
        #expect(try await ArchiveVerification(of: folder, knownTo: store).run().problems == [], "call \(calls)")
        #expect(try await ArchiveRun(from: store, to: folder).run(CleanupScope(before: .now)).isComplete, "call \(calls)")
        return !stop.isOff
      }
      if reachedEnd {
        #expect(calls > 20)
        return
      }
    }
  }

  @Test("What an archiving run finds of an erasure that was stopped it ends too, and takes nothing from the store for it")
  func endedByArchiving() async throws {
    for calls in stride(from: 10, through: 60, by: 5) {
      try await ArchiveFolderTests.withFolder { folder in
        let store = try await Self.filled(folder)
        let before = try await Self.all(store, folder)
        let stop = CallSwitch(after: calls, isAfter: true)
        do {
          _ = try await Self.erasure(
            .user(User(Self.ann)), in: StoppedStore(store: store, stop: stop), StoppedPlace(place: folder, stop: stop)
          )
          .run()
        } catch is CancellationError {}
        #expect(try await ArchiveRun(from: store, to: folder).run(CleanupScope(before: .now)).isComplete)
        #expect(try await Self.all(store, folder).map(\.sortKey) == before.map(\.sortKey), "call \(calls)")
        #expect(try await ArchiveVerification(of: folder, knownTo: store).run().problems == [], "call \(calls)")
      }
    }
  }

  @Test("A file that is locked stays as it is, and the report says until when")
  func locked() async throws {
    try await ArchiveFolderTests.withFolder { folder in
      let store = try await Self.filled(folder)
      let place = LockedPlace(place: folder)
      let before = try await Self.text(folder)
      for mode in [RewriteMode.dryRun, .apply] {
        let report = try await Self.erasure(.user(User(Self.ann)), mode, in: store, place).run()
        #expect(report.archive?.locked ?? 0 > 0 && report.archive?.lockedUntil == LockedPlace.end && report.archive?.partsRewritten == 0)
        #expect(report.archive?.counts.left == report.archive?.counts.found && report.left > 0)
      }
      #expect(try await Self.text(folder) == before)
    }
  }

  @Test("Secrets that a rule finds later are redacted in it")
  func secrets() async throws {
    try await ArchiveFolderTests.withFolder { folder in
      let store = MemoryStore()
      let record = try HistoryRecord(
        .create, of: Resource("A", "r"), at: Timestamp(microseconds: 1_700_000_000_000_000), token: RecordToken("T"),
        after: ["salary": "4711", "n": 1])
      try await store.append(plain: [record])
      _ = try await ArchiveRun(from: store, to: folder).run(CleanupScope(before: .now))
      var rules = RedactionRules()
      rules.names = ["salary"]
      func scan(_ mode: RewriteMode) throws -> HistoryScan {
        try HistoryScan(
          store: store, journal: nil, archive: folder, redaction: rules, truncation: .init(), mode: mode, by: User("root"))
      }
      let found = try await scan(.dryRun).run()
      #expect(found.found == 1 && found.secrets == 1 && found.fixed == 0)
      let fixed = try await scan(.apply).run()
      #expect(fixed.fixed == 1 && fixed.isComplete && fixed.archive?.partsRewritten == 1)
      #expect(try await !Self.text(folder).contains("4711"))
      #expect(try await Self.all(store, folder).first?.after == ["salary": "[REDACTED]", "n": 1])
      #expect(try await scan(.dryRun).run().found == 0)
    }
  }

  /// A place whose files are all locked.
  private struct LockedPlace: ArchivePlace {
    static let end = Timestamp(microseconds: 1_900_000_000_000_000)
    let place: any ArchivePlace
    var address: String { place.address }
    func create(_ name: String, _ content: ArchiveContent) async throws -> Bool { try await place.create(name, content) }
    func read(_ name: String) async throws -> ArchiveBytes? { try await place.read(name) }
    func names(beginning prefix: String) async throws -> [String] { try await place.names(beginning: prefix) }
    func remove(_ name: String) async throws { try await place.remove(name) }
    func lock(of name: String) async throws -> Timestamp? { Self.end }
  }
}

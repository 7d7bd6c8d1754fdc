import AnnalsTestSupport
import Foundation
import Testing

@testable import Annals

@Suite("Draining a journal without a server")
struct JournalDrainTests {
  private let folder = JournalFolder()
  private let store = TroubledStore()

  private func drain(patience: Duration = .zero, batch: Int = 10) throws -> JournalDrain {
    var configuration = RecorderConfiguration()
    configuration.drainLimit = patience
    configuration.batchLimit = batch
    configuration.retryInterval = .zero
    return try JournalDrain(path: folder.path, store: store, configuration: configuration)
  }

  @Test("What waits is stored in batches and acknowledged, and nothing is left")
  func drains() async throws {
    _ = try folder.write(25)
    let report = try await drain().drain()
    #expect(report == .init(stored: 25, new: 25))
    #expect(store.batches == [10, 10, 5])
    #expect(folder.segments == [])
    #expect(try await drain().drain() == .init())
  }

  @Test("A store that comes back within the patience is tried again")
  func returns() async throws {
    _ = try folder.write(5)
    store.trouble = .unavailable
    let drain = try drain(patience: .seconds(3600))
    async let report = drain.drain()
    await store.batches(atLeast: 3)
    store.trouble = .none
    #expect(try await report == .init(stored: 5, new: 5))
  }

  @Test("A store that goes on failing is an error, and what it did not take waits as before")
  func fails() async throws {
    _ = try folder.write(25)
    store.trouble = .unavailable
    let error = await #expect(throws: HistoryError.self) { try await drain().drain() }
    #expect(error?.code == .storeUnavailable)
    #expect(error?.description.hasSuffix("0 records were stored, the others are still in the journal") == true)
    #expect(try JournalInspection(path: folder.path).waiting == 25)
    store.trouble = .none
    #expect(try await drain().drain().new == 25)
  }

  @Test("A record that the store rejects is kept, and stored by a replay once the store takes it; twice changes nothing")
  func rejected() async throws {
    _ = try folder.write(12)
    store.trouble = .rejects(["p-3", "p-7"])
    #expect(try await drain().drain() == .init(stored: 10, new: 10, rejected: 2))
    #expect(try JournalInspection(path: folder.path).rejected == 2)
    let before = try folder.bytes(of: JournalName.rejected)
    #expect(try await drain().replay() == .init(rejected: 2))
    #expect(try folder.bytes(of: JournalName.rejected) == before)

    store.trouble = .rejects(["p-7"])
    #expect(try await drain().replay() == .init(stored: 1, new: 1, rejected: 1))
    #expect(try JournalInspection(path: folder.path).rejected == 1)
    store.trouble = .none
    #expect(try await drain().replay() == .init(stored: 1, new: 1))
    #expect(!folder.names.contains(JournalName.rejected))
    #expect(try await drain().replay() == .init())
    #expect(try await store.statistics(.init()).total == 12)
  }

  @Test("Damaged bytes among rejected records stay where the others are taken out")
  func damagedRejected() async throws {
    var log: JournalLog? = try folder.open()
    try log?.setAside((1...3).map(folder.payload))
    log = nil
    let entry = JournalEntry.headerLength + folder.payload(1).count
    try folder.flip(JournalName.rejected, at: SegmentHeader.length + entry + 30)
    let damaged = Array(try folder.bytes(of: JournalName.rejected)[(SegmentHeader.length + entry)..<(SegmentHeader.length + 2 * entry)])
    #expect(try await drain().replay() == .init(stored: 2, new: 2))
    #expect(try folder.bytes(of: JournalName.rejected) == SegmentHeader.bytes(first: 0) + damaged)
  }

  @Test("What is damaged becomes a loss on record; a replay tries the intact rest of its file, which stays")
  func damaged() async throws {
    _ = try folder.write(3)
    let name = try #require(folder.segments.first)
    let entry = JournalEntry.headerLength + folder.payload(1).count
    try folder.flip(name, at: SegmentHeader.length + entry + 30)
    #expect(try await drain().drain() == .init(stored: 2, new: 2, damaged: 1))
    let loss = try await store.records(matching: RecordFilter(resourceType: ResourceType("HISTORY")), after: nil, limit: 10).records
    #expect(loss.map { $0.metadata["lost"] } == [1])
    #expect(try JournalInspection(path: folder.path).setAside == [name + ".damaged"])
    #expect(try await drain().replay() == .init(stored: 2))
    #expect(folder.names.contains(name + ".damaged"))
    #expect(try await store.statistics(.init()).total == 3)
  }

  @Test("An inspection changes nothing, takes no lock, and tells what is there and who uses it")
  func inspection() throws {
    var log = try folder.write(3)
    try log?.setAside([folder.payload(9)])
    try log?.acknowledge(upTo: 1)
    let before = folder.names
    let inspection = try JournalInspection(path: folder.path)
    #expect(inspection.waiting == 2)
    #expect(inspection.oldest == folder.record(2).record.timestamp)
    #expect(inspection.rejected == 1)
    #expect(inspection.holder == "this process")
    #expect(inspection.findings == [])
    #expect(folder.names == before)
    log = nil
    #expect(try JournalInspection(path: folder.path).holder == nil)
    #expect(JournalInspection.isThere(folder.path))
    #expect(!JournalInspection.isThere(folder.path + "/lock"))
  }

  @Test("A verification names each damaged place, and what a crash cut short is none")
  func verification() throws {
    _ = try folder.write(3)
    let name = try #require(folder.segments.first)
    let whole = try folder.bytes(of: name)
    #expect(try JournalVerification(path: folder.path).damages == [])
    try folder.writeFile(name, whole + JournalEntry.mark + [JournalEntry.version])
    let torn = try JournalVerification(path: folder.path)
    #expect((torn.intact, torn.damages) == (3, []))
    #expect(torn.unfinished == [JournalFinding(file: name, problem: .unfinished(whole.count..<(whole.count + 3)))])
    for offset in stride(from: 0, to: whole.count, by: 5) {
      try folder.writeFile(name, whole)
      try folder.flip(name, at: offset)
      let found = try JournalVerification(path: folder.path)
      #expect(found.intact + (offset < SegmentHeader.length ? 0 : 1) == 3, "byte \(offset)")
      #expect(found.damages.count + found.unfinished.count == 1, "byte \(offset)")
    }
  }
}

import AnnalsTestSupport
import Foundation
import Synchronization
import Testing

@testable import Annals

@Suite("A recorder with a journal")
struct JournaledRecorderTests {
  private let files = MemoryFiles()
  private let logs = LogCollector()

  private func history(
    _ store: any HistoryStore, files: MemoryFiles? = nil, _ change: (inout RecorderConfiguration) -> Void = { _ in }
  ) throws -> HistoryService {
    let place = JournalConfiguration(path: "memory")
    var configuration = HistoryConfiguration()
    configuration.recorder.batchInterval = .zero
    configuration.recorder.retryInterval = .zero
    configuration.recorder.guarantee = .journaled(place)
    change(&configuration.recorder)
    let recorder = try HistoryRecorder(
      store: store, configuration: configuration, files: files ?? self.files, logger: logs.logger)
    return HistoryService(recorder: recorder)
  }

  /// The ids of a store's records, oldest first, those about history left out.
  private func ids(_ store: any HistoryStore) async throws -> [String] {
    var ids: [String] = []
    for try await record in RecordSequence(store: store, filter: .init(), pageSize: 1000) where record.resource.type != .history {
      ids.append(record.resource.id)
    }
    return ids.reversed()
  }

  private func numbers(_ range: Range<Int>) -> [String] { range.map(String.init) }

  @Test("While the store is down, more records than memory has room for are kept, and stored in order afterwards")
  func outage() async throws {
    let store = TroubledStore(.unavailable)
    let history = try history(store) { ($0.bufferLimit, $0.batchLimit) = (100, 10) }
    try await history.recording {
      for number in 0..<3000 {
        history.log(.create, "PROMPT", id: "\(number)")
        if number % 20 == 19 { try await history.recorder.settleAll() }
        #expect(history.recorder.status.depth <= 100)
      }
      #expect(history.recorder.status.depthOnDisk > 2500)
      store.trouble = .none
      try await history.flush()
      #expect(history.recorder.status.depthOnDisk == 0)
    }
    #expect(try await ids(store) == numbers(0..<3000))
    #expect(files.fileNames == ["acknowledged", "lock"])
  }

  @Test("What a stopped recorder could not store, the next one stores first")
  func restart() async throws {
    let down = TroubledStore(.unavailable)
    do {
      let history = try history(down) { ($0.bufferLimit, $0.drainLimit) = (2000, .milliseconds(1)) }
      try await history.recording {
        for number in 0..<700 { history.log(.create, "PROMPT", id: "\(number)") }
        try await history.recorder.settleAll()
      }
      #expect(logs.lines.contains { $0.contains("wait in the journal for the next run") && $0.contains("annals.records=700") })
      #expect(history.recorder.state.withLock { $0.losses.isEmpty })
    }
    let store = MemoryStore()
    let next = try history(store)
    try await next.recording {
      next.log(.create, "PROMPT", id: "700")
      try await next.flush()
    }
    #expect(try await ids(store) == numbers(0..<701))
    #expect(logs.lines.contains { $0.contains("an earlier run left in the journal") && $0.contains("annals.records=700") })
  }

  @Test("A full disk leaves the service as it is: records wait in memory, and the log says so once", arguments: [ENOSPC, EROFS, EIO])
  func fullDisk(error: Int32) async throws {
    let store = MemoryStore()
    let history = try history(store)
    try await history.recording {
      files.fail { $0 == .write || $0 == .open ? .error(error) : nil }
      for number in 0..<5 {
        history.log(.create, "PROMPT", id: "\(number)")
        try await history.flush()
      }
      #expect(history.recorder.status.journal?.trouble != nil)
      files.fail(nil)
      history.log(.create, "PROMPT", id: "5")
      try await history.flush()
      #expect(history.recorder.status.journal?.trouble == nil)
    }
    #expect(try await ids(store) == numbers(0..<6))
    #expect(logs.lines.count { $0.contains("The journal does not take records") } == 1)
    #expect(logs.lines.count { $0.contains("The journal takes records again") } == 1)
  }

  @Test("Where neither the store nor the journal takes records, the loss is exact to the record")
  func exactLoss() async throws {
    let store = TroubledStore(.unavailable)
    let history = try history(store) { $0.bufferLimit = 50 }
    files.fail(.write, ENOSPC)
    try await history.recording {
      for number in 0..<200 {
        history.log(.create, "PROMPT", id: "\(number)")
        if number % 10 == 9 { try await history.recorder.settleAll() }
      }
      store.trouble = .none
      try await history.flush()
    }
    let stored = try await ids(store).count
    let told = try await store.records(matching: .init(resourceType: .history), after: nil, limit: 100).records
    #expect(stored == 50)
    #expect(told.compactMap { $0.metadata["lost"]?.number?.int }.reduce(0, +) == 200 - stored)
    #expect(told.allSatisfy { $0.metadata["reasons"] == ["buffer_full": $0.metadata["lost"] ?? .null] })
  }

  @Test("A record that the store rejects is kept beside the journal")
  func rejected() async throws {
    let store = TroubledStore(.rejects(["3"]))
    let history = try history(store)
    try await history.recording {
      for number in 0..<6 { history.log(.create, "PROMPT", id: "\(number)") }
      try await history.flush()
    }
    #expect(try await ids(store.memory) == ["0", "1", "2", "4", "5"])
    let content = SegmentContent(files.bytes(of: "rejected.records"), from: SegmentHeader.length)
    let kept = try content.entries.map { try RecordPayload.record(of: content.payload(of: $0)).record.resource.id }
    #expect(kept == ["3"])
  }

  @Test("A damaged entry is told as a loss, and those around it are stored")
  func damaged() async throws {
    do {
      let history = try history(TroubledStore(.unavailable)) { $0.drainLimit = .milliseconds(1) }
      try await history.recording {
        for number in 0..<9 { history.log(.create, "PROMPT", id: "\(number)") }
        try await history.recorder.settleAll()
      }
    }
    let name = try #require(files.fileNames.first { $0.hasSuffix(".journal") })
    var bytes = files.bytes(of: name)
    let content = SegmentContent(bytes, from: SegmentHeader.length)
    bytes[content.entries[4].payload.lowerBound + 10] ^= 1
    files.replace(name, bytes)
    let store = MemoryStore()
    let next = try history(store)
    try await next.recording { try await next.flush() }
    #expect(try await ids(store) == ["0", "1", "2", "3", "5", "6", "7", "8"])
    let told = try await store.records(matching: .init(resourceType: .history), after: nil, limit: 10).records
    #expect(told.map { $0.metadata["reasons"] } == [["journal_damaged": 1]])
    #expect(files.fileNames.contains("\(name).damaged"))
  }

  @Test("A recorder that is run again stores what its first run left")
  func runAgain() async throws {
    let store = TroubledStore(.unavailable)
    let history = try history(store) { $0.drainLimit = .milliseconds(1) }
    try await history.recording {
      for number in 0..<10 { history.log(.create, "PROMPT", id: "\(number)") }
      try await history.recorder.settleAll()
    }
    store.trouble = .none
    try await history.recording {
      history.log(.create, "PROMPT", id: "10")
      try await history.flush()
    }
    #expect(try await ids(store) == numbers(0..<11))
  }
}

extension HistoryRecorder {
  /// Waits until what was taken so far is in the journal, or known not to be.
  func settleAll() async throws {
    while state.withLock({ $0.isPreparing }) { await Task.yield() }
  }
}

import AnnalsTestSupport
import Foundation

@testable import Annals

/// A recorder, its journal and its store as one machine that does a step at a time, as a seed says: everything that the tasks of a running
/// recorder do, in any order that they could do it, with faults and crashes in between.
struct JournalModel {
  /// What went against a promise.
  struct Violation: Error, CustomStringConvertible {
    let description: String
  }

  private var random: SeededGenerator
  private let configuration: RecorderConfiguration
  private let journalConfiguration: JournalConfiguration
  private var files = MemoryFiles()
  private var log: JournalLog?
  private var state: RecorderState
  private var batch: [SanitizedRecord?]?

  /// What the store has, in the order that it came.
  private var stored: [String] = []
  private var storedIDs: Set<String> = []
  private var offered = 0
  /// Ids that were in the journal, or stored, when they were promised to be safe.
  private var promised: Set<String> = []
  private var rejected: Set<String> = []
  private var told = 0
  private var hasCrashed = false
  /// What happened, for whoever looks for a fault.
  private(set) var events: [String] = []

  init(seed: UInt64) throws {
    random = SeededGenerator(seed: seed)
    var configuration = RecorderConfiguration()
    configuration.bufferLimit = Int.random(in: 2...30, using: &random)
    configuration.batchLimit = Int.random(in: 1...7, using: &random)
    configuration.byteLimit = Int.random(in: 3000...30_000, using: &random)
    self.configuration = configuration
    var journal = JournalConfiguration(path: "memory")
    journal.durability = .everyBatch
    (journal.segmentSize, journal.sizeLimit) = (4096, Int.random(in: 2...12, using: &random) * 4096)
    journalConfiguration = journal
    state = RecorderState(configuration: configuration)
    try begin()
  }

  private mutating func begin() throws {
    files.fail(nil)
    log = nil
    let log = try JournalLog(journalConfiguration, files: files)
    self.log = log
    state = RecorderState(configuration: configuration)
    try state.start()
    if let left = log.waiting { state.adopt(left) }
    batch = nil
  }

  /// Does so many steps, then lets everything be stored, and checks what was promised.
  mutating func run(steps: Int) throws {
    for _ in 0..<steps { try step() }
    files.fail(nil)
    var rounds = 0
    while state.isPreparing || batch != nil || state.depth > 0 || state.depthOnDisk > 0 {
      try prepare(isFaulty: false)
      try store(isFaulty: false)
      rounds += 1
      guard rounds < 10_000 else { throw Violation(description: "it never ends: \(state.depth) in memory, \(state.depthOnDisk) on disk") }
    }
    try check()
  }

  private mutating func step() throws {
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<45: offer()
    case 45..<65: try prepare(isFaulty: true)
    case 65..<88: try store(isFaulty: true)
    case 88..<92: toggleFault()
    case 92..<94: try log?.force()
    case 94..<96: tell()
    default: if random.chance(0.3) { try crash() }
    }
  }

  private mutating func offer() {
    let id = "\(offered)"
    offered += 1
    let operation = CapturedOperation(
      kind: .create, resourceType: "PROMPT", resourceID: id, timestamp: Timestamp(microseconds: Int64(offered) * 10_000),
      number: RecordToken.nextNumber(), user: nil, before: nil, after: nil, metadata: [:], function: nil, failure: nil, problems: [],
      context: nil)
    _ = state.offer(operation)
  }

  private mutating func toggleFault() {
    let calls = MemoryFiles.Call.allCases
    let broken = Set(calls.filter { _ in random.chance(0.3) })
    let error = [ENOSPC, EIO, EROFS][Int.random(in: 0..<3, using: &random)]
    let isPart = random.chance(0.5)
    events.append("\(error) in \(broken), or none")
    files.fail(random.chance(0.5) ? nil : { broken.contains($0) ? isPart && $0 == .write ? .partly(error) : .error(error) : nil })
  }

  private mutating func prepare(isFaulty: Bool) throws {
    guard case .prepare(let captures) = state.nextPrepareStep(gathered: true) else { return }
    let records = captures.map { SanitizedRecord($0.record()) }
    let numbers = try? log?.append(records.map(RecordPayload.bytes))
    events.append("journal \(records.map(\.record.resource.id)) as \(numbers.map { "\($0)" } ?? "nothing")")
    if numbers != nil { promised.formUnion(records.map(\.record.resource.id)) }
    _ = state.finishPreparing(records.map { ($0, $0.approximateSize) }, journaled: numbers)
  }

  /// One step of the storing task: takes a batch up, or brings the one in hand to the store.
  private mutating func store(isFaulty: Bool) throws {
    if batch == nil {
      switch state.nextStoreStep() {
      case .wait, .finish: return
      case .store(let records): batch = records
      case .read(let range): try read(range)
      }
    }
    guard let batch else { return }
    let records = batch.compactMap { $0?.record.resource.id }
    if isFaulty, random.chance(0.4) {
      // A distributed store may have kept a part of what it fails with.
      if random.chance(0.3) { keep(Array(records.prefix(records.count / 2))) }
      return
    }
    var givenUp: [Int] = []
    for (place, record) in batch.enumerated() where record != nil && isFaulty && random.chance(0.02) { givenUp.append(place) }
    let isRejected = Set(givenUp)
    rejected.formUnion(givenUp.compactMap { batch[$0]?.record.resource.id })
    keep(batch.enumerated().filter { !isRejected.contains($0.offset) }.compactMap { $0.element?.record.resource.id })
    let settled = state.settle(givenUp: givenUp, losing: .rejected)
    self.batch = nil
    events.append("store \(records), rejected \(givenUp), acknowledge \(settled.journaled ?? 0)")
    if let number = settled.journaled { try? log?.acknowledge(upTo: number) }
  }

  private mutating func read(_ range: ClosedRange<UInt64>) throws {
    guard let reading = try? log?.read(range, limit: configuration.batchLimit, bytes: configuration.batchByteLimit) else { return }
    var records = [SanitizedRecord?](repeating: nil, count: Int(reading.upTo - range.lowerBound) + 1)
    for (number, payload) in reading.entries { records[Int(number - range.lowerBound)] = try RecordPayload.record(of: payload) }
    events.append("read \(reading.entries.map(\.number)) of \(range), up to \(reading.upTo), files \(files.fileNames)")
    batch = state.takeRead(
      .init(records: records, missing: records.count - reading.entries.count, range: range.lowerBound...reading.upTo, size: 0), at: .now)
  }

  private mutating func keep(_ ids: [String]) {
    for id in ids where storedIDs.insert(id).inserted { stored.append(id) }
  }

  private mutating func tell() { if let tally = state.takeLosses() { told += tally.total } }

  private mutating func crash() throws {
    hasCrashed = true
    let crash: MemoryFiles.Crash = random.chance(0.5) ? .process : .machine
    events.append("crash of the \(crash), acknowledged \(log?.acknowledged ?? 0), files \(files.fileNames)")
    files = files.after(crash, &random)
    try begin()
    events.append("begin with \(log?.waiting.map { "\($0)" } ?? "nothing"), files \(files.fileNames), \(log?.findings ?? [])")
  }

  /// The ids in files that were set aside as damaged.
  private func setAside() throws -> Set<String> {
    var ids: Set<String> = []
    for name in files.fileNames where JournalName.isDamaged(name) {
      let content = SegmentContent(files.bytes(of: name), from: SegmentHeader.length)
      for entry in content.entries { ids.insert(try RecordPayload.record(of: content.payload(of: entry)).record.resource.id) }
    }
    return ids
  }

  /// Every promise is kept: what was safe is there, what is there was offered, and without a crash the loss is exact to the record.
  private mutating func check() throws {
    tell()
    let missing = promised.subtracting(storedIDs).subtracting(rejected).subtracting(try setAside())
    guard missing.isEmpty else { throw Violation(description: "promised and gone: \(missing.sorted().prefix(10))") }
    guard hasCrashed else {
      let lost = offered - stored.count
      guard told == lost + rejected.intersection(storedIDs).count else {
        throw Violation(description: "\(offered) offered, \(stored.count) stored, \(told) told as lost")
      }
      let order = stored.compactMap(Int.init)
      guard order == order.sorted() else { throw Violation(description: "stored out of order") }
      return
    }
  }
}

@_spi(Benchmarks) import Annals
import Foundation

/// Records a second that the journal keeps and forces to the disk, against a bare `write` and `fdatasync` of the same bytes in the same groups.
struct JournalCase: BenchmarkCase {
  static let name = "journal"
  /// What an entry has besides its payload.
  private static let headerLength = 20

  func run(_ scope: Scope) async throws -> [Row] {
    let payloads = try RealOperations.records().prefix(scope.scale.scaled(20_000)).map { Array(try JSONEncoder().encode($0.json)) }
    return try await TemporaryFolder.with { folder in
      var rows: [Row] = []
      for size in [10, 100, 1000] {
        let groups = stride(from: 0, to: payloads.count, by: size).map { Array(payloads[$0..<min($0 + size, payloads.count)]) }
        var numbers = (0...).makeIterator()
        func path() -> String { "\(folder)/\(size)-\(numbers.next() ?? 0)" }
        let rounds = try await Round.interleaved(scope.rounds) {
          try bare(groups, path: path())
        } subject: {
          try journaled(groups, path: path())
        }
        rows.append(Row("\(Self.name), groups of \(size)", unit: "records/s", rounds: rounds, goal: .atLeast(0.8)))
      }
      return rows
    }
  }

  private func journaled(_ groups: [[[UInt8]]], path: String) throws -> Double {
    var configuration = JournalConfiguration(path: path)
    configuration.durability = .everyBatch
    let journal = try BareJournal(configuration)
    let start = ContinuousClock.now
    for group in groups { try journal.append(group) }
    let time = ContinuousClock.now - start
    try journal.close()
    return Double(groups.reduce(0) { $0 + $1.count }) / (time / .seconds(1))
  }

  private func bare(_ groups: [[[UInt8]]], path: String) throws -> Double {
    let blocks = groups.map { group in Array(group.map { [UInt8](repeating: 0, count: Self.headerLength) + $0 }.joined()) }
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0 else { throw BenchmarkError("\(path) cannot be made") }
    defer { close(file) }
    let start = ContinuousClock.now
    for block in blocks {
      guard write(file, block, block.count) == block.count, fdatasync(file) == 0 else { throw BenchmarkError("\(path) cannot be written") }
    }
    return Double(groups.reduce(0) { $0 + $1.count }) / ((ContinuousClock.now - start) / .seconds(1))
  }
}

import ArgumentParser
import Foundation

/// Measures what users rely on, each against a baseline of the same run.
@main
struct AnnalsBenchmarks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "AnnalsBenchmarks", abstract: "Measures what users rely on, each against a baseline of the same run.")

  /// Memory first, while the process holds little.
  private static var cases: [any BenchmarkCase.Type] {
    [
      MemoryCase.self, CallerCase.self, ReadsCase.self, SQLiteCase.self, JournalCase.self, ReplayCase.self, OutageCase.self,
      SteadyCase.self, CleanupCase.self, QueriesCase.self, AsOfCase.self, ArchiveCase.self, DiffCase.self, AlertsCase.self,
      MetricsCase.self, HTTPCase.self, OverviewCase.self, FloodCase.self, SigningCase.self, TrackedCase.self, RedactionCase.self,
      DynamoDBCase.self, DynamoDBReadsCase.self, UndoCase.self,
    ]
  }

  @Flag(help: "Print one JSON object a row instead of a table.")
  var json = false

  @Option(help: ArgumentHelp("Run this case alone; may be given more than once.", valueName: "name"))
  var only: [String] = []

  @Option(help: "How often baseline and subject are measured in turns.")
  var rounds = 5

  @Option(help: "How much data is taken.")
  var scale = Scale.full

  func validate() throws {
    guard rounds >= 1 else { throw ValidationError("\(rounds) rounds measure nothing: give 1 or more.") }
    let names = Self.cases.map { $0.name }
    if let unknown = only.first(where: { !names.contains($0) }) {
      throw ValidationError("There is no case \"\(unknown)\": take \(names.joined(separator: ", ")).")
    }
  }

  func run() async throws {
    #if DEBUG
      tell("This is a debug build, whose numbers mean nothing: add -c release.")
    #endif
    let scope = Scope(rounds: rounds, scale: scale, progress: tell)
    var rows: [Row] = []
    for type in Self.cases where only.isEmpty || only.contains(type.name) {
      tell("\(type.name) …")
      rows += try await type.init().run(scope)
    }
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      for row in rows { print(String(decoding: try encoder.encode(row), as: UTF8.self)) }
    } else {
      print(Table(rows: rows))
    }
    if rows.contains(where: { !$0.isMet }) { throw ExitCode(1) }
  }
}

/// Tells a person how far things are, apart from the result.
@Sendable private func tell(_ sentence: String) { FileHandle.standardError.write(Data("\(sentence)\n".utf8)) }

extension Scale: ExpressibleByArgument {}

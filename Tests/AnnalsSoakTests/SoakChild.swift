import AnnalsTestSupport
import Foundation

/// One life of the service: the process `CrashChild`, from its start to its end.
struct SoakChild: Sendable {
  /// What it said.
  struct Report: Sendable {
    var acknowledged: [Int] = []
    /// The call at which it ended itself.
    var point: String?
  }

  let store: String
  let environment: [String: String]
  let journal: String
  let first: Int
  let seed: UInt64
  let end: ChildEnd

  /// Runs it to its end. Throws where it ended in another way than was planned.
  func run(in folder: URL) async throws -> Report {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder.path].merging(environment) { _, given in given }
    process.standardInput = FileHandle.nullDevice
    let output = folder.appendingPathComponent("output")
    let errors = folder.appendingPathComponent("errors")
    let handles = try [output, errors].map(Self.emptyFile)
    (process.standardOutput, process.standardError) = (handles[0], handles[1])
    let (ended, continuation) = AsyncStream<Void>.makeStream()
    process.terminationHandler = { _ in continuation.finish() }
    try process.run()
    let (end, identifier) = (end, process.processIdentifier)
    let ending = Task { await end.act(on: identifier) }
    for await _ in ended {}
    // Foundation tells of the end a moment before it lets it be asked for.
    while process.isRunning { await Task.yield() }
    ending.cancel()
    await ending.value
    for handle in handles { try handle.close() }
    let signal = process.terminationReason == .uncaughtSignal ? process.terminationStatus : nil
    let wasKilled = signal == SIGKILL
    // One that is asked to stop before it listens is ended by the signal itself.
    let hasStopped = signal == SIGTERM || (signal == nil && process.terminationStatus == 0)
    guard end.isStop ? hasStopped : wasKilled else {
      let text = String(decoding: try Data(contentsOf: errors), as: UTF8.self).suffix(2_000)
      throw SoakProblem("the child \(arguments) ended with \(process.terminationStatus): \(text)")
    }
    return Self.report(of: try Data(contentsOf: output))
  }

  private var arguments: [String] {
    var random = SeededGenerator(seed: seed)
    let durability = ["batch", "never", "1", "20", "200"].randomElement(using: &random) ?? "batch"
    var arguments = ["--store", store, "--journal", journal, "--first", "\(first)", "--seed", "\(seed)", "--durability", durability]
    if let call = end.call { arguments += ["--kill-at-call", "\(call)"] }
    if let append = end.append { arguments += ["--kill-at-store", "\(append)"] }
    return arguments
  }

  /// What stands on whole lines: a line that a kill cut short was not written yet.
  private static func report(of output: Data) -> Report {
    var report = Report()
    for line in output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast() {
      let text = String(decoding: line, as: UTF8.self)
      if text.hasPrefix("!") {
        report.point = String(text.dropFirst())
      } else if let number = Int(text) {
        report.acknowledged.append(number)
      }
    }
    return report
  }

  private static func emptyFile(_ url: URL) throws -> FileHandle {
    try Data().write(to: url)
    return try FileHandle(forWritingTo: url)
  }

  /// The built child, which lies beside the tests.
  private static var executable: URL { BuiltExecutable.url("CrashChild") }
}

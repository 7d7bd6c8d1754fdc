import AnnalsTestSupport
import Foundation

/// A temporary folder that the built executable is run in: its store is there, and nothing of other tests.
final class CommandFolder: Sendable {
  /// How a run ended, and what it said.
  struct Outcome: Sendable {
    let status: Int32
    /// Whether a signal ended it; `status` is then the signal.
    let wasKilled: Bool
    let output: String
    let errors: String

    /// The output's lines.
    var lines: [String] { output.split(separator: "\n").map(String.init) }
    /// The errors' lines.
    var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
  }

  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("annals-cli-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The built executable, which lies beside the tests.
  static var executable: URL { BuiltExecutable.url("annals") }

  /// A file's place in the folder.
  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Writes a file; returns its place.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String { try write(Data(text.utf8), to: name) }

  /// Writes a file; returns its place.
  @discardableResult
  func write(_ data: Data, to name: String) throws -> String {
    try data.write(to: url.appendingPathComponent(name))
    return path(name)
  }

  /// Reads a file.
  func read(_ name: String) throws -> String { String(decoding: try Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self) }

  /// A process that is ready to run, with an environment of what is given alone.
  func process(_ arguments: [String], environment: [String: String] = [:]) -> Process {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = url
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": url.path].merging(environment) { _, given in given }
    process.standardInput = FileHandle.nullDevice
    return process
  }

  /// Runs `annals` to its end. Input and output pass through files, so nothing waits for a full pipe.
  @discardableResult
  func run(_ arguments: String..., input: Data? = nil, environment: [String: String] = [:]) async throws -> Outcome {
    try await run(arguments: arguments, input: input, environment: environment)
  }

  /// Runs `annals` to its end, with a list of arguments.
  func run(arguments: [String], input: Data? = nil, environment: [String: String] = [:]) async throws -> Outcome {
    let process = process(arguments, environment: environment)
    let name = UUID().uuidString
    let (output, errors) = (try file("\(name).out"), try file("\(name).err"))
    process.standardOutput = output
    process.standardError = errors
    if let input { process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: try write(input, to: "\(name).in"))) }
    try await Self.runToEnd(process)
    return Outcome(
      status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal,
      output: try read("\(name).out"), errors: try read("\(name).err"))
  }

  /// Starts a process and waits for its end.
  static func runToEnd(_ process: Process) async throws {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in continuation.resume() }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
  }

  private func file(_ name: String) throws -> FileHandle {
    try Data().write(to: url.appendingPathComponent(name))
    return try FileHandle(forWritingTo: url.appendingPathComponent(name))
  }
}

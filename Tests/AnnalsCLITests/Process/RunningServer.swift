import Foundation

/// `annals serve` in a folder, on a free port.
final class RunningServer {
  /// The server ended before it listened.
  struct Ended: Error {
    let warnings: [String]
  }

  private let process: Process
  private let errors: Pipe
  private var ended: AsyncStream<Void>
  private let lines: AsyncStream<String>
  /// What it said when it listened.
  private(set) var greeting = ""
  /// What it said before.
  private(set) var warnings: [String] = []

  /// Starts a server and waits until it listens.
  init(
    in folder: CommandFolder, _ arguments: [String] = [], port: String = "0", environment: [String: String] = [:]
  ) async throws {
    process = folder.process(["serve", "--port", port] + arguments, environment: environment)
    errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    ended = stream
    lines = Self.lines(errors.fileHandleForReading)
    process.terminationHandler = { _ in continuation.finish() }
    try process.run()
    for await line in lines {
      if line.contains(" listening on http") {
        greeting = line
        return
      }
      if line.hasPrefix("annals: ") || line.hasPrefix("{") && line.contains("\"annals: ") { warnings.append(line) }
    }
    throw Ended(warnings: warnings)
  }

  deinit { if process.isRunning { process.terminate() } }

  /// The address that it told.
  var url: String {
    greeting.split { $0 == " " || $0 == "\"" }.first { $0.hasPrefix("http") }.map(String.init) ?? ""
  }

  /// The port that it told.
  var port: String { url.split(separator: ":").last.map(String.init) ?? "" }

  /// The next line on its standard error that is looked for; `nil` where it ended before.
  func line(where isWanted: (String) -> Bool) async -> String? {
    for await line in lines where isWanted(line) { return line }
    return nil
  }

  /// Sends SIGTERM and waits for the end; returns the exit status.
  func stop() async -> Int32 {
    process.terminate()
    for await _ in ended {}
    return process.terminationStatus
  }

  /// Sends SIGTERM and waits for the end; returns the exit status and what was said since it listened.
  func stopAndTell() async -> (status: Int32, lines: [String]) {
    process.terminate()
    var said: [String] = []
    for await line in lines { said.append(line) }
    for await _ in ended {}
    return (process.terminationStatus, said)
  }

  /// The server's process.
  var processID: Int32 { process.processIdentifier }

  /// Sends two signals, as an impatient person does; returns the exit status and what was said since it listened.
  func stopAtOnce() async -> (status: Int32, lines: [String]) {
    for signal in [SIGTERM, SIGINT] { Foundation.kill(process.processIdentifier, signal) }
    var said: [String] = []
    for await line in lines { said.append(line) }
    for await _ in ended {}
    return (process.terminationStatus, said)
  }

  /// Ends the server at once, as a crash would; returns the signal that ended it.
  func kill() async -> Int32 {
    Foundation.kill(process.processIdentifier, SIGKILL)
    for await _ in ended {}
    return process.terminationStatus
  }

  /// Lines as they come.
  private static func lines(_ handle: FileHandle) -> AsyncStream<String> {
    AsyncStream { continuation in
      Thread.detachNewThread {
        var rest = Data()
        while true {
          let data = handle.availableData
          guard !data.isEmpty else { break }
          rest.append(data)
          while let end = rest.firstIndex(of: 0x0A) {
            continuation.yield(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
            rest = Data(rest[(end + 1)...])
          }
        }
        continuation.finish()
      }
    }
  }
}

import Annals
import Foundation
import Synchronization

/// Runs a program to its end with some input.
struct CommandRun: Sendable {
  let words: [String]
  /// What it has in its environment besides this process's.
  var environment: [String: String] = [:]

  /// Runs it. Throws `AlertDeliveryError` unless it ends with status 0. One that is cancelled is ended.
  func run(_ input: [UInt8]) async throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["--"] + words
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, own in own }
    process.standardInput = try Self.file(input)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let running = RunningNumber()
    let name = words.first ?? ""
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        process.terminationHandler = { process in
          running.number.withLock { $0 = nil }
          let status = process.terminationStatus
          if status == 0, process.terminationReason == .exit {
            continuation.resume()
          } else {
            continuation.resume(throwing: AlertDeliveryError("\(name) ended with status \(status)"))
          }
        }
        do {
          try process.run()
          running.number.withLock { $0 = process.isRunning ? process.processIdentifier : nil }
          if Task.isCancelled { running.end() }
        } catch {
          continuation.resume(throwing: AlertDeliveryError("\(name) could not be started"))
        }
      }
    } onCancel: {
      running.end()
    }
  }

  /// The input as a file that nobody else sees: a pipe to a program that does not read would end this process.
  private static func file(_ input: [UInt8]) throws -> FileHandle {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("annals-notice-\(UUID().uuidString)").path
    guard FileManager.default.createFile(atPath: path, contents: Data(input), attributes: [.posixPermissions: 0o600]),
      let handle = FileHandle(forReadingAtPath: path)
    else { throw AlertDeliveryError("the folder for temporary files cannot be written to") }
    try FileManager.default.removeItem(atPath: path)
    return handle
  }
}

/// The number of a process, as long as it runs.
private final class RunningNumber: Sendable {
  let number = Mutex<Int32?>(nil)

  func end() {
    number.withLock { number in
      if let number { kill(number, SIGKILL) }
    }
  }
}

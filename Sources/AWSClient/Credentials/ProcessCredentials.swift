import Foundation
import Synchronization

/// Credentials that a command prints (`credential_process`).
///
/// Source: docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
public struct ProcessCredentials: CredentialsProvider {
  private let command: Secret<String>
  private let limit: Duration

  /// A command for the shell, which has this long. Default: one minute.
  public init(command: String, limit: Duration = .seconds(60)) {
    self.command = Secret(command)
    self.limit = limit
  }

  /// Runs the command.
  public func credentials(_ context: CredentialsContext) async throws -> AWSCredentials {
    let command = command.value
    guard let output = try await withinTime(limit, on: context.client.clock, { try await Self.output(of: command) }) else {
      throw AWSError(.credentialsUnavailable, "credential_process did not end within \(limit)")
    }
    return try CredentialsDocument.credentials(output, from: "credential_process", version: 1)
  }

  private static func output(of command: String) async throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    let pipe = Pipe()
    process.standardOutput = pipe
    // What it complains of may hold secrets; it is for the terminal, not for this client's errors.
    process.standardInput = FileHandle.nullDevice
    let running = RunningProcess(process)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async {
          continuation.resume(with: Result { try running.collect(pipe.fileHandleForReading) })
        }
      }
    } onCancel: {
      running.stop()
    }
  }
}

/// A process that can be stopped from another thread.
private final class RunningProcess: Sendable {
  private enum State {
    case idle(Process)
    case running(Process)
    case stopped
  }

  private let state: Mutex<State>

  init(_ process: sending Process) { state = Mutex(.idle(process)) }

  /// Starts the process and waits for its end; returns what it printed.
  func collect(_ output: FileHandle) throws -> [UInt8] {
    try state.withLock { state in
      guard case .idle(let process) = state else { throw CancellationError() }
      do { try process.run() } catch {
        throw AWSError(.credentialsUnavailable, "credential_process could not be started: there is no /bin/sh")
      }
      state = .running(process)
    }
    let data = output.readDataToEndOfFile()
    let status: Int32? = state.withLock { state in
      guard case .running(let process) = state else { return nil }
      process.waitUntilExit()
      return process.terminationStatus
    }
    guard let status else { throw CancellationError() }
    guard status == 0 else {
      throw AWSError(.credentialsUnavailable, "credential_process ended with status \(status): run it by hand to see why")
    }
    return Array(data)
  }

  func stop() {
    state.withLock { state in
      if case .running(let process) = state { process.terminate() }
      state = .stopped
    }
  }
}

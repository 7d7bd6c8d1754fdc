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
    let running = RunningProcess()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { running.start(command, $0) }
    } onCancel: {
      running.stop()
    }
  }
}

/// A command on its way: what it printed and how it ended come from threads of their own, and whoever waits is let go when it is stopped.
private final class RunningProcess: Sendable {
  private struct State {
    var process: Process?
    var waiter: CheckedContinuation<[UInt8], any Error>?
    var output: [UInt8]?
    var status: Int32?
    var isStopped = false

    mutating func takeWaiter() -> CheckedContinuation<[UInt8], any Error>? {
      defer { waiter = nil }
      return waiter
    }
  }

  private let state = Mutex(State())

  func start(_ command: String, _ waiter: CheckedContinuation<[UInt8], any Error>) {
    let pipe = Pipe()
    let output = pipe.fileHandleForReading
    let failure: (any Error)? = state.withLock { state in
      guard !state.isStopped else { return CancellationError() }
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", command]
      process.standardOutput = pipe
      // What it complains of goes to the terminal; it may hold secrets, and stays out of errors.
      process.standardInput = FileHandle.nullDevice
      process.terminationHandler = { self.end($0.terminationStatus) }
      do { try process.run() } catch { return AWSError(.credentialsUnavailable, "credential_process could not be started: \(error)") }
      state.process = process
      state.waiter = waiter
      return nil
    }
    if let failure { return waiter.resume(throwing: failure) }
    DispatchQueue.global().async { self.print(Array(output.readDataToEndOfFile())) }
  }

  func stop() {
    let waiter = state.withLock { state in
      state.isStopped = true
      state.process?.terminate()
      return state.takeWaiter()
    }
    waiter?.resume(throwing: CancellationError())
  }

  private func print(_ output: [UInt8]) {
    state.withLock { $0.output = output }
    finish()
  }

  private func end(_ status: Int32) {
    state.withLock { $0.status = status }
    finish()
  }

  private func finish() {
    let ended: (waiter: CheckedContinuation<[UInt8], any Error>, output: [UInt8], status: Int32)? = state.withLock { state in
      guard let output = state.output, let status = state.status, let waiter = state.takeWaiter() else { return nil }
      return (waiter, output, status)
    }
    guard let (waiter, output, status) = ended else { return }
    guard status == 0 else {
      let error = AWSError(.credentialsUnavailable, "credential_process ended with status \(status): run it by hand to see why")
      return waiter.resume(throwing: error)
    }
    waiter.resume(returning: output)
  }
}

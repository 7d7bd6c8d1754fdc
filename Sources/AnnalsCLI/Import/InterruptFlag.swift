import Foundation
import Synchronization

/// Whether the user wants to stop, for work that ends at the next good place. The second signal ends the process at once.
final class InterruptFlag: Sendable {
  private let signalNumber = Atomic<Int32>(0)

  /// Whether a signal came.
  var isSet: Bool { signalNumber.load(ordering: .relaxed) != 0 }

  /// Sets the flag, as the signal would.
  func set(_ number: Int32) { signalNumber.store(number, ordering: .relaxed) }

  /// Runs the body while SIGINT and SIGTERM set the flag. Ends the process by the signal that came, as shells expect, after the body is done.
  static func watching<Value>(_ body: (InterruptFlag) async throws -> Value) async throws -> Value {
    let flag = InterruptFlag()
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if flag.isSet { endProcess(by: number) }
        flag.set(number)
      }
      source.resume()
      return source
    }
    defer { sources.forEach { $0.cancel() } }
    let result: Result<Value, any Error>
    do { result = .success(try await body(flag)) } catch { result = .failure(error) }
    let number = flag.signalNumber.load(ordering: .relaxed)
    if number != 0 {
      if case .failure(let failure as CommandFailure) = result { Console.complain(failure.description) }
      endProcess(by: number)
    }
    return try result.get()
  }

  /// Ends the process as the signal would have without us.
  private static func endProcess(by number: Int32) {
    signal(number, SIG_DFL)
    // A signal that a dispatch source watches is blocked.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, number)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(number)
  }
}

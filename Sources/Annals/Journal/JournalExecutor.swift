import Dispatch

/// Runs a journal's work in a thread of its own, so that a slow disk holds up no thread that the service needs.
final class JournalExecutor: SerialExecutor {
  private let queue = DispatchQueue(label: "annals.journal")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}

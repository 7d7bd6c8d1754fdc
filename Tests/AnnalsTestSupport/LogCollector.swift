package import Logging
import Synchronization

/// Keeps what is logged, for tests to read.
package final class LogCollector: Sendable {
  private let collected = Mutex<[String]>([])

  /// An empty collector.
  package init() {}

  /// The lines so far: level, sentence and metadata.
  package var lines: [String] { collected.withLock { $0 } }

  /// A logger that writes here alone.
  package var logger: Logger { Logger(label: "test") { _ in Handler(collector: self) } }

  private struct Handler: LogHandler {
    let collector: LogCollector
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let all = metadata.merging(event.metadata ?? [:]) { _, new in new }.sorted { $0.key < $1.key }
      collector.collected.withLock { $0.append("\(event.level) \(event.message) \(all.map { "\($0.key)=\($0.value)" })") }
    }
  }
}

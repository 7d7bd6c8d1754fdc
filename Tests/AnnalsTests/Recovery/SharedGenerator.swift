import AnnalsTestSupport
import Synchronization

/// A generator that closures share.
final class SharedGenerator: Sendable {
  private let generator: Mutex<SeededGenerator>

  init(_ generator: SeededGenerator) { self.generator = Mutex(generator) }

  func next() -> UInt64 { generator.withLock { $0.next() } }
}

import CoreMetrics
import Synchronization

/// A count that only grows. Whole and broken amounts are summed apart, so that whole ones stay exact.
final class CounterSeries: Series, CounterHandler, FloatingPointCounterHandler {
  private let sum = Mutex<(whole: Int64, broken: Double)>((0, 0))

  func increment(by amount: Int64) {
    guard amount > 0 else { return }
    sum.withLock { $0.whole &+= amount }
  }

  func increment(by amount: Double) {
    guard amount > 0, amount.isFinite else { return }
    sum.withLock { $0.broken += amount }
  }

  func reset() { sum.withLock { $0 = (0, 0) } }

  func write(as name: String, _ labels: LabelSet, to writer: inout ExpositionWriter) {
    let (whole, broken) = sum.withLock { $0 }
    if broken == 0 {
      writer.sample(name, labels, whole)
    } else {
      writer.sample(name, labels, Double(whole) + broken)
    }
  }
}

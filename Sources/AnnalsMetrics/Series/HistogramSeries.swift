import CoreMetrics
import Synchronization

/// How many values were at most as large as each bound, and their sum. Timers count seconds.
final class HistogramSeries: Series, TimerHandler, RecorderHandler {
  private struct Tally {
    var counts: [Int64]
    var sum = 0.0
  }

  private let bounds: [Double]
  private let tally: Mutex<Tally>

  init(bounds: [Double]) {
    self.bounds = bounds
    tally = Mutex(Tally(counts: Array(repeating: 0, count: bounds.count + 1)))
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    guard value.isFinite else { return }
    let place = bounds.firstIndex { value <= $0 } ?? bounds.count
    tally.withLock { tally in
      tally.counts[place] &+= 1
      tally.sum += value
    }
  }

  func preferDisplayUnit(_ unit: TimeUnit) {}

  func write(as name: String, _ labels: LabelSet, to writer: inout ExpositionWriter) {
    let (counts, sum) = tally.withLock { ($0.counts, $0.sum) }
    var count: Int64 = 0
    for (bound, own) in zip(bounds + [.infinity], counts) {
      count += own
      writer.sample(name + "_bucket", labels, bound: bound, count)
    }
    writer.sample(name + "_sum", labels, sum)
    writer.sample(name + "_count", labels, count)
  }
}

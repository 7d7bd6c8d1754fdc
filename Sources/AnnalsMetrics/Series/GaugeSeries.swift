import CoreMetrics
import Synchronization

/// A value as it is now.
final class GaugeSeries: Series, MeterHandler, RecorderHandler {
  private let value = Mutex(0.0)

  func set(_ new: Int64) { set(Double(new)) }
  func set(_ new: Double) { value.withLock { $0 = new } }
  func increment(by amount: Double) { value.withLock { $0 += amount } }
  func decrement(by amount: Double) { value.withLock { $0 -= amount } }
  func record(_ new: Int64) { set(Double(new)) }
  func record(_ new: Double) { set(new) }

  func write(as name: String, _ labels: LabelSet, to writer: inout ExpositionWriter) {
    writer.sample(name, labels, value.withLock { $0 })
  }
}

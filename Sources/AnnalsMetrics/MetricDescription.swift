/// What a metric is called, means and is measured in, for who reads the exposition.
public struct MetricDescription: Sendable {
  /// What values are measured in; the exposed name ends with it.
  public enum Unit: String, Sendable {
    case seconds
    case bytes
    /// Counts and shares have none.
    case none = ""
  }

  /// The label that it is made with, as `annals.queue.depth`.
  public let label: String
  /// What it means, in a sentence.
  public let help: String
  /// What its values are measured in. Timers are exposed in seconds, whatever this says.
  public let unit: Unit
  /// The upper bounds of a histogram's buckets, in the unit; rising. Default: those of ``standardBuckets``.
  public let buckets: [Double]

  /// From half a millisecond to ten seconds: what a request, a call or a batch takes.
  public static let standardBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

  /// A description of what is made with a label.
  public init(_ label: String, _ help: String, unit: Unit = .none, buckets: [Double] = standardBuckets) {
    self.label = label
    self.help = help
    self.unit = unit
    self.buckets = buckets
  }
}

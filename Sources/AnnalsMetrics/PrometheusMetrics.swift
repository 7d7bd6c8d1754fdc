public import CoreMetrics
import Synchronization

/// A backend of swift-metrics that keeps every series in memory and exposes them in Prometheus' text format.
///
/// The process's executable gives it to `MetricsSystem.bootstrap` once; a service that embeds Annals gives its own backend there instead.
/// Memory is bounded: a series beyond the limits is not kept, and counted in `annals_metrics_refused_series_total`.
public final class PrometheusMetrics: MetricsFactory, Sendable {
  /// Why a series is not kept.
  private enum Refusal: String {
    /// Its metric has too many already, or all metrics together have.
    case limit
    /// Its metric was made as something else before.
    case kind
  }

  private struct Family {
    let kind: MetricKind
    let help: String
    var series: [LabelSet: any Series] = [:]
  }

  private struct State {
    var families: [String: Family] = [:]
    var seriesCount = 0
    var refused: [Refusal: Int64] = [:]
  }

  private let descriptions: [String: MetricDescription]
  private let seriesLimit: Int
  private let familyLimit: Int
  private let state = Mutex(State())

  /// The media type of the exposition.
  public static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

  /// A backend.
  ///
  /// - Parameters:
  ///   - descriptions: What metrics mean; one that is not described is exposed under its label alone.
  ///   - seriesLimit: Series that are kept at most.
  ///   - familyLimit: Series of one metric that are kept at most.
  public init(describing descriptions: [MetricDescription] = [], seriesLimit: Int = 5000, familyLimit: Int = 500) {
    self.descriptions = Dictionary(descriptions.map { ($0.label, $0) }) { first, _ in first }
    self.seriesLimit = seriesLimit
    self.familyLimit = familyLimit
  }

  /// All series, by name.
  public var exposition: String {
    let (families, refused) = state.withLock { ($0.families, $0.refused) }
    var writer = ExpositionWriter()
    for (name, family) in families.sorted(by: { $0.key < $1.key }) {
      writer.family(name, family.kind, help: family.help)
      for (labels, series) in family.series.sorted(by: { Self.order($0.key, $1.key) }) { series.write(as: name, labels, to: &writer) }
    }
    let refusals = "annals_metrics_refused_series_total"
    writer.family(
      refusals, .counter, help: "Series that were asked for and are not kept: there were too many, or their metric is of another kind.")
    for reason in [Refusal.kind, .limit] { writer.sample(refusals, LabelSet([("reason", reason.rawValue)]), refused[reason] ?? 0) }
    ProcessMetrics.write(to: &writer)
    return writer.text
  }

  private static func order(_ left: LabelSet, _ right: LabelSet) -> Bool {
    left.labels.map { "\($0.name)\u{0}\($0.value)" }.lexicographicallyPrecedes(right.labels.map { "\($0.name)\u{0}\($0.value)" })
  }

  // MARK: Making

  /// A count that only grows.
  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    series(label, dimensions, .counter) { _ in CounterSeries() } ?? NOOPMetricsHandler.instance
  }

  /// A count that only grows, also by parts of one.
  public func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
    series(label, dimensions, .counter) { _ in CounterSeries() } ?? NOOPMetricsHandler.instance
  }

  /// A value as it is now.
  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    series(label, dimensions, .gauge) { _ in GaugeSeries() } ?? NOOPMetricsHandler.instance
  }

  /// A value as it is now, or the distribution of all values.
  public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    let made: (any RecorderHandler)? =
      aggregate
      ? series(label, dimensions, .histogram) { HistogramSeries(bounds: $0) } : series(label, dimensions, .gauge) { _ in GaugeSeries() }
    return made ?? NOOPMetricsHandler.instance
  }

  /// The distribution of times, in seconds.
  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    series(label, dimensions, .histogram, unit: .seconds) { HistogramSeries(bounds: $0) } ?? NOOPMetricsHandler.instance
  }

  /// Nothing: a count that went away and came back would have forgotten what it counted.
  public func destroyCounter(_ handler: any CounterHandler) {}
  /// Nothing, as for counters.
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  /// Nothing, as for counters.
  public func destroyMeter(_ handler: any MeterHandler) {}
  /// Nothing, as for counters.
  public func destroyRecorder(_ handler: any RecorderHandler) {}
  /// Nothing, as for counters.
  public func destroyTimer(_ handler: any TimerHandler) {}

  /// The series of a label and dimensions, made where it is new; `nil` where it is not kept.
  private func series<Made: Series>(
    _ label: String, _ dimensions: [(String, String)], _ kind: MetricKind, unit: MetricDescription.Unit? = nil,
    make: (_ buckets: [Double]) -> Made
  ) -> Made? {
    let description = descriptions[label]
    let name = MetricName.exposed(label, kind, unit: unit ?? description?.unit ?? .none)
    let labels = LabelSet(dimensions)
    return state.withLock { state in
      var family = state.families[name] ?? Family(kind: kind, help: description?.help ?? label)
      if let known = family.series[labels] as? Made { return known }
      guard family.kind == kind, family.series[labels] == nil else {
        state.refused[.kind, default: 0] += 1
        return nil
      }
      guard state.seriesCount < seriesLimit, family.series.count < familyLimit else {
        state.refused[.limit, default: 0] += 1
        return nil
      }
      let made = make(description?.buckets ?? MetricDescription.standardBuckets)
      family.series[labels] = made
      state.families[name] = family
      state.seriesCount += 1
      return made
    }
  }
}

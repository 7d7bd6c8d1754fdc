import AnnalsMetrics
import AnnalsTestSupport
import CoreMetrics
import Testing

@Suite("Metrics for Prometheus")
struct PrometheusMetricsTests {
  private func read(_ metrics: PrometheusMetrics) throws -> Exposition { try Exposition(metrics.exposition) }

  @Test("Counters, gauges and timers come out under Prometheus' names, with help, type and unit")
  func kinds() throws {
    let metrics = PrometheusMetrics(describing: [
      MetricDescription("annals.queue.age", "How long it waits.", unit: .seconds),
      MetricDescription("annals.store.duration", "What it took.", unit: .seconds, buckets: [0.1, 1]),
    ])
    Counter(label: "annals.records.stored", dimensions: [("store", "sqlite")], factory: metrics).increment(by: 3)
    FloatingPointCounter(label: "annals.units", factory: metrics).increment(by: 0.5)
    Gauge(label: "annals.queue.age", factory: metrics).record(1.25)
    Meter(label: "active", factory: metrics).increment(by: 2)
    let timer = Timer(label: "annals.store.duration", dimensions: [("store", "sqlite")], factory: metrics)
    for nanoseconds in [50_000_000, 100_000_000, 700_000_000, 3_000_000_000] as [Int64] { timer.recordNanoseconds(nanoseconds) }
    let text = metrics.exposition
    #expect(text.contains("# HELP annals_queue_age_seconds How long it waits.\n# TYPE annals_queue_age_seconds gauge\n"))
    #expect(text.contains("annals_queue_age_seconds 1.25\n"))
    #expect(text.contains("# TYPE annals_records_stored_total counter\nannals_records_stored_total{store=\"sqlite\"} 3\n"))
    let read = try Exposition(text)
    #expect(read.value("annals_units_total") == 0.5)
    #expect(read.value("active") == 2)
    let buckets = read.samples("annals_store_duration_seconds_bucket").map { ($0.labels["le"], $0.value) }
    #expect(buckets.map(\.0) == ["0.1", "1", "+Inf"])
    #expect(buckets.map(\.1) == [2, 3, 4])
    #expect(read.value("annals_store_duration_seconds_sum") == 3.85)
    #expect(read.families["annals_store_duration_seconds"]?.kind == "histogram")
  }

  @Test("A recorder that aggregates is a histogram, one that does not is a gauge")
  func recorders() throws {
    let metrics = PrometheusMetrics()
    Recorder(label: "sizes", dimensions: [], aggregate: true, factory: metrics).record(7)
    Recorder(label: "size", dimensions: [], aggregate: false, factory: metrics).record(7)
    let read = try read(metrics)
    #expect(read.families["sizes"]?.kind == "histogram" && read.value("sizes_count") == 1)
    #expect(read.families["size"]?.kind == "gauge" && read.value("size") == 7)
  }

  @Test("Whatever a label or help holds is read back as it was, and cannot become a line of its own")
  func hostile() throws {
    let hostile = "a\\b\"c\nannals_evil_total 1\r\u{2028}ü#{}"
    let metrics = PrometheusMetrics(describing: [MetricDescription("told", hostile)])
    Counter(label: "told", dimensions: [("name", hostile), ("le", "x"), ("__own", "y"), ("1st-label", "z")], factory: metrics).increment()
    Counter(label: "9 lives.ünd/more", factory: metrics).increment()
    let read = try read(metrics)
    #expect(read.families["annals_evil_total"] == nil)
    #expect(read.families["told_total"]?.help == hostile)
    #expect(read.samples("told_total").first?.labels == ["name": hostile, "exported_le": "x", "_own": "y", "_1st_label": "z"])
    #expect(read.families["_9_lives__nd_more_total"] != nil)
  }

  @Test("One label and the same dimensions in any order are one series, however often it is made")
  func identity() throws {
    let metrics = PrometheusMetrics()
    Counter(label: "c", dimensions: [("a", "1"), ("b", "2")], factory: metrics).increment()
    Counter(label: "c", dimensions: [("b", "2"), ("a", "1")], factory: metrics).increment()
    FloatingPointCounter(label: "c", dimensions: [("a", "1"), ("b", "2")], factory: metrics).increment(by: 1.5)
    #expect(try read(metrics).samples("c_total").map(\.value) == [3.5])
  }

  @Test("Series beyond the limits are not kept, and counted; those that are there go on")
  func limits() throws {
    let metrics = PrometheusMetrics(seriesLimit: 6, familyLimit: 4)
    for number in 0..<10 { Counter(label: "many", dimensions: [("n", "\(number)")], factory: metrics).increment() }
    for number in 0..<3 { Gauge(label: "g\(number)", factory: metrics).record(1) }
    Counter(label: "many", dimensions: [("n", "0")], factory: metrics).increment()
    let read = try read(metrics)
    #expect(read.samples("many_total").count == 4)
    #expect(read.value("many_total", ["n": "0"]) == 2)
    #expect(read.families["g2"] == nil && read.families["g1"] != nil)
    #expect(read.value("annals_metrics_refused_series_total", ["reason": "limit"]) == 7)
  }

  @Test("A name that is made as another kind is refused, for the format cannot say both")
  func conflict() throws {
    let metrics = PrometheusMetrics()
    Gauge(label: "x_total", factory: metrics).record(1)
    Counter(label: "x", factory: metrics).increment()
    let text = metrics.exposition
    #expect(text.contains("# TYPE x_total gauge\nx_total 1\n"))
    #expect(try Exposition(text).value("annals_metrics_refused_series_total", ["reason": "kind"]) == 1)
  }

  @Test("Counts never fall: what is negative or no number changes nothing")
  func monotonic() throws {
    let metrics = PrometheusMetrics()
    let counter = Counter(label: "c", factory: metrics)
    counter.increment(by: 5)
    counter.increment(by: -3)
    FloatingPointCounter(label: "c", factory: metrics).increment(by: Double.infinity)
    Gauge(label: "g", factory: metrics).record(Double.nan)
    Recorder(label: "h", factory: metrics).record(Double.infinity)
    let text = metrics.exposition
    #expect(text.contains("c_total 5\n") && text.contains("g NaN\n") && text.contains("h_count 0\n"))
  }

  @Test("Many tasks count at once, and nothing is missed")
  func concurrency() async throws {
    let metrics = PrometheusMetrics()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<16 {
        group.addTask {
          for number in 0..<500 {
            Counter(label: "c", dimensions: [("n", "\(number % 10)")], factory: metrics).increment()
            Timer(label: "t", factory: metrics).recordNanoseconds(1_000_000)
          }
        }
      }
    }
    let read = try read(metrics)
    #expect(read.value("c_total") == 8000)
    #expect(read.value("t_seconds_count") == 8000)
  }

  #if os(Linux)
    @Test("The process tells its memory, processor time, open files and start")
    func process() throws {
      let read = try read(PrometheusMetrics())
      #expect(try #require(read.value("process_resident_memory_bytes")) > 1_000_000)
      #expect(try #require(read.value("process_open_fds")) > 2)
      #expect(try #require(read.value("process_cpu_seconds_total")) >= 0)
      #expect(try #require(read.value("process_start_time_seconds")) > 1_700_000_000)
    }
  #endif
}

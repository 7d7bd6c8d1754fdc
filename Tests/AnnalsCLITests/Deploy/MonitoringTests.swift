import AnnalsMetrics
import AnnalsTestSupport
import Foundation
import Testing

@testable import AnnalsCLI

/// The dashboard and the rules against what a server really tells.
@Suite("Dashboard and alert rules")
struct MonitoringTests {
  @Test("Every sample and label that a panel or a rule names is in the output of a server that was used", .timeLimit(.minutes(3)))
  func names() async throws {
    let expressions = try MonitoringExpression.all()
    #expect(try MonitoringExpression.dashboard().count > 40 && MonitoringExpression.rules().count > 10)
    try await MonitoredServer.run { monitored in
      let metrics = try await monitored.metrics()
      let samples = metrics.families.values.flatMap(\.samples)
      let sampleNames = Set(samples.map(\.name)).union(["up"])
      // Prometheus adds these two itself.
      let labelNames = Set(samples.flatMap { $0.labels.keys }).union(["job", "instance"])
      for expression in expressions {
        let names = PromQLNames(expression.text)
        #expect(!names.samples.isEmpty, "\(expression.place)")
        #expect(names.samples.isSubset(of: sampleNames), "\(expression.place): \(names.samples.subtracting(sampleNames)) is not there")
        #expect(names.labels.isSubset(of: labelNames), "\(expression.place): \(names.labels.subtracting(labelNames)) is not there")
      }
      let shown = Set(expressions.flatMap { PromQLNames($0.text).samples })
      for description in MetricTable.all {
        let name = description.label.replacing(".", with: "_")
        #expect(shown.contains { $0.hasPrefix(name) }, "\(description.label) is on no panel and in no rule")
      }
    }
  }

  @Test("Names are found in expressions, and what is none is not")
  func reading() {
    let names = PromQLNames(
      #"histogram_quantile(0.99, sum by (le, instance) (rate(a_bucket{route!~".*/x|b_total", job="y"}[5m]))) / ignoring (c) (d_total > 2 * 86400)"#
    )
    #expect(names.samples == ["a_bucket", "d_total"])
    #expect(names.labels == ["le", "instance", "route", "job", "c"])
  }

  @Test(
    "Prometheus itself scrapes a server, and evaluates every panel and rule",
    .enabled(if: RunningPrometheus.isThere, "Prometheus is not here: Scripts/deploy-check install"), .timeLimit(.minutes(4)))
  func prometheus() async throws {
    // What shows only what went wrong, or what is not of every day.
    let mayBeEmpty: Set = ["Runs", "Time since the last success", "Time of runs"]
    try await MonitoredServer.run { monitored in
      let prometheus = try await RunningPrometheus(scraping: monitored.server.port)
      try await prometheus.scraped(2)
      try await monitored.use()
      try await prometheus.scraped(4)
      for expression in try MonitoringExpression.all() {
        let count = try await prometheus.count(of: expression.text)
        if expression.place.hasPrefix("panel"), !mayBeEmpty.contains(where: { expression.place.hasSuffix(" \($0)") }) {
          #expect(count > 0, "\(expression.place) shows nothing: \(expression.text)")
        }
        if expression.place.hasPrefix("rule"), expression.place != "rule AnnalsSlow" {
          #expect(count == 0, "\(expression.place) fires on a server that is well")
        }
      }
      await prometheus.stop()
    }
  }
}

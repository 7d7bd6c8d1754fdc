import Annals
import AnnalsYAML
import Foundation
import Testing

/// An expression of the dashboard or of the rules, and where it stands.
struct MonitoringExpression: Sendable {
  let place: String
  /// The expression with the dashboard's variables filled in.
  let text: String

  /// All of `Deploy/grafana-dashboard.json` and `Deploy/prometheus-rules.yaml`.
  static func all() throws -> [MonitoringExpression] { try dashboard() + rules() }

  static func dashboard() throws -> [MonitoringExpression] {
    let json = try #require(try JSONParser.parse(DeployFolder.text("grafana-dashboard.json")).object)
    return (json["panels"]?.array ?? []).compactMap(\.object).flatMap { panel in
      (panel["targets"]?.array ?? []).compactMap { $0.object?["expr"]?.string }.map { text in
        MonitoringExpression(
          place: "panel \(panel["id"]?.number?.description ?? "") \(panel["title"]?.string ?? "")",
          text: ["$__rate_interval": "1m", "$__range": "5m", "$job": ".*", "$instance": ".*"].reduce(text) {
            $0.replacing($1.key, with: $1.value)
          })
      }
    }
  }

  static func rules() throws -> [MonitoringExpression] {
    let file = try YAMLValue(DeployFolder.text("prometheus-rules.yaml"), file: "prometheus-rules.yaml")
    var rules: [MonitoringExpression] = []
    for group in try file.fields(["groups"]).required("groups").elements() {
      for rule in try group.fields(["name", "rules"]).required("rules").elements() {
        let fields = try rule.fields(["alert", "expr", "for", "labels", "annotations"])
        rules.append(MonitoringExpression(place: "rule \(try fields.required("alert").text())", text: try fields.required("expr").text()))
      }
    }
    return rules
  }
}

import Annals
import AnnalsAlerts
import Foundation
import Logging

/// What `serve` looks out for, and whom it tells.
struct AlertSettings: Sendable {
  /// The file of rules; `off` for none, empty for the standard ones.
  var file: String?
  /// Where people reach the server.
  var address: String?

  /// The rules and deliveries; `nil` where there are to be none.
  func alertFile() throws(HistoryError) -> AlertFile? {
    guard let file else { return try AlertFile("standard_rules: true", file: "the standard rules") }
    guard file != "off" else { return nil }
    return try AlertFile(path: file)
  }

  /// What evaluates them; `nil` where there is nothing to evaluate.
  func service(of history: HistoryService, logger: Logger) throws -> AlertService? {
    guard let file = try alertFile() else { return nil }
    var configuration = AlertConfiguration()
    configuration.rules = file.rules
    configuration.readInterval = file.readInterval ?? configuration.readInterval
    configuration.address = address
    configuration.deliveries = try file.makeDeliveries(environment: ProcessInfo.processInfo.environment, logger: logger) {
      try AWSConnection.shared.client()
    }
    return try AlertService(history: history, configuration: configuration, logger: logger)
  }
}

extension Setting {
  static let alerts: [Setting] = [
    .optionalText(
      "alerts", \.alerts.file, form: "the path of a YAML file, or off",
      "The rules that serve looks out by, and whom it tells. Without it the\nstandard rules are told in the log."),
    .publicURL(
      "public_url", \.alerts.address, "Where people reach the server: what links in alerts begin with."),
  ]
}

public import AWSClient
public import Annals
import AnnalsYAML
import Foundation
public import Logging

/// Rules and deliveries as a YAML file has them; `docs/ALERTS.md` shows what it may say.
public struct AlertFile: Sendable {
  /// The rules.
  public let rules: AlertRules
  /// Where notices go, in the file's order; empty where the file names nothing.
  let deliveries: [DeliveryDescription]
  /// How often the store is asked for what other processes recorded, where the file says it.
  public let readInterval: Duration?

  /// Reads a file. Throws `invalidConfiguration` with file, line and column.
  public init(path: String) throws(HistoryError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw HistoryError(.invalidConfiguration, "the file of rules \(path) cannot be read: check its path and permissions")
    }
    guard data.count <= 1 << 20, let text = String(validating: data, as: UTF8.self) else {
      throw HistoryError(.invalidConfiguration, "the file of rules \(path) is no text in UTF-8 of at most 1 MiB")
    }
    try self.init(text, file: path)
  }

  /// Reads a text; `file` is what errors call it. Throws `invalidConfiguration` with file, line and column.
  public init(_ text: String, file: String) throws(HistoryError) {
    let value = try YAMLValue(text, file: file)
    let fields = try value.fields(["rules", "standard_rules", "deliveries", "read_every"])
    var deliveries: [DeliveryDescription] = []
    for element in try fields["deliveries"]?.elements() ?? [] {
      let delivery = try DeliveryDescription(element)
      guard !deliveries.contains(where: { $0.name == delivery.name }) else {
        throw element.trouble("two deliveries are called \(delivery.name): give each a name of its own")
      }
      deliveries.append(delivery)
    }
    let names = deliveries.isEmpty ? [DeliveryDescription.log.name] : deliveries.map(\.name)
    var rules: [AlertRule] = []
    if try fields["standard_rules"]?.boolean() ?? (fields["rules"] == nil) { rules = AlertRule.standard }
    for element in try fields["rules"]?.elements() ?? [] {
      let rule = try RuleReading(element, deliveries: names).rule()
      guard !rules.contains(where: { $0.name == rule.name }) else {
        throw element.trouble("two rules are called \(rule.name): give each a name of its own")
      }
      rules.append(rule)
    }
    guard !rules.isEmpty else { throw value.trouble("there is no rule: give some under \"rules\", or leave it out for the standard ones") }
    self.rules = try AlertRules(rules)
    self.deliveries = deliveries
    if let value = fields["read_every"] {
      let interval = try value.duration()
      guard (Duration.seconds(1)...Duration.seconds(3600)).contains(interval) else { throw value.trouble("expected a time from 1s to 1h") }
      readInterval = interval
    } else {
      readInterval = nil
    }
  }

  /// The names of the deliveries with their kinds, for a person.
  public var deliveryNames: [String] { deliveries.map { "\($0.name) (\($0.kind))" } }

  /// The deliveries, ready to be used: the log where the file names none.
  ///
  /// - Parameters:
  ///   - environment: Where values that are written as `$NAME` come from.
  ///   - logger: Where the delivery to the log writes.
  ///   - client: Gives the connection to AWS, which only SNS needs.
  /// - Returns: The deliveries.
  /// - Throws: `invalidConfiguration` where a variable is not set or a value has no meaning.
  public func makeDeliveries(
    environment: [String: String], logger: Logger, client: () throws -> AWSClient
  ) throws -> [any AlertDelivery] {
    guard !deliveries.isEmpty else { return [LogDelivery(logger: logger)] }
    return try deliveries.map { try $0.delivery(environment: environment, logger: logger, client: client) }
  }
}

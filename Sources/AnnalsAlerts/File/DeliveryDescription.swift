import AWSClient
import Annals
import AnnalsYAML
import Logging

/// A delivery as a file describes it; values that are secret are named by a variable of the environment.
struct DeliveryDescription: Sendable {
  private enum Form {
    case log
    case webhook(url: String, secret: String?)
    case slack(String)
    case teams(String)
    case topic(String)
    case mail(to: [String], from: String, command: [String])
    case command([String])
  }

  let name: String
  private let form: Form
  /// Where it stands, for what is found out later.
  private let place: String

  /// The log, for files without deliveries.
  static let log = DeliveryDescription(name: "log", form: .log, place: "")

  private static let kinds = ["log", "webhook", "slack", "teams", "sns", "mail", "command"]
  private static let sendmail = ["/usr/sbin/sendmail", "-t", "-i"]

  private init(name: String, form: Form, place: String) {
    self.name = name
    self.form = form
    self.place = place
  }

  init(_ value: YAMLValue) throws(HistoryError) {
    let fields = try value.fields(["name", "secret", "from", "sendmail"] + Self.kinds)
    place = value.place
    name = try fields.required("name").read { text throws(HistoryError) in
      try AlertRule.check(name: text)
      return text
    }
    let given = Self.kinds.filter { fields[$0] != nil }
    guard given.count == 1, let kind = given.first, let target = fields[kind] else {
      throw value.trouble("a delivery goes to one place: give one of \(Self.kinds.joined(separator: ", "))")
    }
    for (name, owner) in [("secret", "webhook"), ("from", "mail"), ("sendmail", "mail")] where kind != owner {
      if let value = fields[name] { throw value.trouble("\(kind) knows no \"\(name)\": leave it out") }
    }
    switch kind {
    case "webhook":
      let secret = fields["secret"]
      if let secret, try !secret.text().hasPrefix("$") {
        throw secret.trouble("a secret does not belong into the file: name the variable that holds it, as $ALERTS_SECRET")
      }
      form = .webhook(url: try Self.url(target), secret: try secret?.text())
    case "slack": form = .slack(try Self.url(target))
    case "teams": form = .teams(try Self.url(target))
    case "sns":
      let topic = try target.text()
      guard topic.hasPrefix("$") || topic.split(separator: ":", omittingEmptySubsequences: false).count == 6 && topic.hasPrefix("arn:")
      else {
        throw target.trouble("this is no topic: give its ARN, as arn:aws:sns:eu-central-1:123456789012:alerts")
      }
      form = .topic(topic)
    case "mail":
      let to = try target.readAll { text throws(HistoryError) in try Self.address(text) }.sorted()
      let from = try fields.required("from").read { text throws(HistoryError) in try Self.address(text) }
      form = .mail(to: to, from: from, command: try fields["sendmail"].map(Self.words) ?? Self.sendmail)
    case "command": form = .command(try Self.words(target))
    default:
      guard try target.boolean() else { throw target.trouble("log: false delivers nothing: give true, or leave the delivery out") }
      form = .log
    }
  }

  /// Its kind in one word.
  var kind: String {
    switch form {
    case .log: "log"
    case .webhook: "webhook"
    case .slack: "slack"
    case .teams: "teams"
    case .topic: "sns"
    case .mail: "mail"
    case .command: "command"
    }
  }

  /// The delivery, ready to be used.
  func delivery(environment: [String: String], logger: Logger, client: () throws -> AWSClient) throws -> any AlertDelivery {
    func value(_ text: String) throws(HistoryError) -> String {
      guard text.hasPrefix("$") else { return text }
      let variable = String(text.dropFirst())
      guard let value = environment[variable], !value.isEmpty else {
        throw trouble("the variable \(variable.prefix(60)) is not set: set it, or write the value here")
      }
      return value
    }
    func webAddress(_ text: String) throws(HistoryError) -> WebAddress {
      let address = try value(text)
      do throws(HistoryError) { return try WebAddress(address) } catch { throw trouble(error.description) }
    }
    switch form {
    case .log: return LogDelivery(name, logger: logger)
    case .webhook(let url, let secret):
      let key = try secret.map(value)
      if let key, key.utf8.count < 16 { throw trouble("the secret has \(key.utf8.count) bytes: give 16 or more, best 32 random ones") }
      return WebhookDelivery(name, to: try webAddress(url), secret: key)
    case .slack(let url): return ChatDelivery(name, to: try webAddress(url), shape: .slack)
    case .teams(let url): return ChatDelivery(name, to: try webAddress(url), shape: .teams)
    case .topic(let topic): return TopicDelivery(name, to: try value(topic), through: SNSClient(try client()))
    case .mail(let to, let from, let command): return MailDelivery(name, to: to, from: from, command: command)
    case .command(let words): return CommandDelivery(name, words)
    }
  }

  private func trouble(_ sentence: String) -> HistoryError {
    HistoryError(.invalidConfiguration, place.isEmpty ? sentence : "\(place): \(sentence)")
  }

  /// An address as it stands, checked where it is not a variable's.
  private static func url(_ value: YAMLValue) throws(HistoryError) -> String {
    try value.read { text throws(HistoryError) in
      if !text.hasPrefix("$") { _ = try WebAddress(text) }
      return text
    }
  }

  private static func address(_ text: String) throws(HistoryError) -> String {
    let isPlain = text.utf8.allSatisfy {
      $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: ",")
    }
    guard isPlain, (3...254).contains(text.utf8.count), text.split(separator: "@", omittingEmptySubsequences: false).count == 2,
      !text.hasPrefix("@"), !text.hasSuffix("@"), !text.hasPrefix("-")
    else { throw HistoryError(.invalidConfiguration, "\"\(text.prefix(60))\" is no mail address: give it as ops@example.org") }
    return text
  }

  /// A program and its arguments: a list, or one word.
  private static func words(_ value: YAMLValue) throws(HistoryError) -> [String] {
    var words: [String] = []
    for element in try value.oneOrMore() { words.append(try element.text()) }
    guard let program = words.first, !program.contains(" ") || words.count > 1 else {
      throw value.trouble("a command is a list of program and arguments: give [/usr/local/bin/page, --team, ops]")
    }
    return words
  }
}

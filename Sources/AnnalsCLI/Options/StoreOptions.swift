import Annals
import ArgumentParser
import Logging

/// Where history is kept, and what else can be set, for every command.
struct StoreOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Where history is kept: sqlite:PATH or dynamodb:TABLE (default: sqlite:annals.sqlite).", valueName: "address"))
  var store: String?

  @Option(
    help: ArgumentHelp("A JSON file of settings (default: annals.json where it is there).", valueName: "file"), completion: .file())
  var config: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Any setting; see \"annals help configuration\". Can be given several times.", valueName: "name=value"))
  var assignments: [String] = []

  @Flag(help: "Tell on standard error what was asked of DynamoDB, and what it cost.")
  var verbose = false

  /// The sources of settings, these and other flags first.
  func sources(flags: [String: String?] = [:]) throws -> SettingSources {
    var values: [String: SettingValue] = [:]
    for assignment in assignments {
      guard let mark = assignment.firstIndex(of: "=") else {
        throw CommandFailure(.usage, "--set \(assignment.quoted(80)) has no value: give --set NAME=VALUE")
      }
      let name = String(assignment[..<mark])
      guard let setting = Setting.named(name) else {
        throw CommandFailure(.usage, "--set \(name.quoted(80)) is no setting: see \"annals help configuration\" for those that are")
      }
      let text = String(assignment[assignment.index(after: mark)...])
      values[name] = setting.isList ? .list(text.split(separator: ",").map(String.init)) : .text(text)
    }
    for (name, value) in flags.merging(["store": store], uniquingKeysWith: { own, _ in own }) {
      guard let value else { continue }
      let isList = Setting.named(name)?.isList ?? false
      values[name] = isList ? .list(value.split(separator: ",").map(String.init)) : .text(value)
    }
    return try SettingSources(flags: values, file: config)
  }

  /// The settings, from all sources.
  func settings() throws -> Settings { try sources().settings() }

  /// The history in the store, for a command that ends when it is done.
  func openHistory(for use: StoreAddress.Use) async throws -> HistoryService { try await open(settings(), for: use) }

  /// The history in the store of these settings.
  func open(_ settings: Settings, for use: StoreAddress.Use) async throws -> HistoryService {
    guard settings.store != .memory else {
      throw CommandFailure(.usage, "memory: keeps nothing between two commands: give sqlite:PATH or dynamodb:TABLE, or use it with serve")
    }
    let logger = prepare()
    let store = try settings.openStore(for: use, logger: logger)
    // What is slow is reading.
    if use != .recording { for warning in try await store.warnings() { Console.complain("warning: \(warning)") } }
    return try HistoryService(store: store, configuration: settings.history, logger: logger)
  }

  /// Notes whether costs are to be told, and gives the logger of a command that ends when it is done: a silent one.
  func prepare() -> Logger {
    if verbose { AWSConnection.shared.isToldAbout = true }
    return Logger(label: "annals") { _ in SwiftLogNoOpLogHandler() }
  }
}

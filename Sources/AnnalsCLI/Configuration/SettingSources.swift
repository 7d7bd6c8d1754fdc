import Annals
import Configuration
import Foundation

/// Where settings come from: flags, then the environment, then a file. The first that has one decides.
struct SettingSources: Sendable {
  /// A place that settings come from, and how it names them.
  struct Source: Sendable {
    let name: @Sendable (Setting) -> String
    let reader: ConfigReader
  }

  private let sources: [Source]
  private let tableName: String?
  private let reader: ConfigReader

  /// Sources of these flags (by setting name) and this environment, and of the file that they name.
  init(
    flags: [String: SettingValue], file: String?, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(HistoryError) {
    let flagProvider = InMemoryProvider(name: "flags", values: Self.values(flags))
    // An empty variable is one that is not set: container tools cannot leave it out.
    let variables = environment.filter { $0.key.hasPrefix("ANNALS_") && !$0.value.isEmpty }
    tableName = environment["TABLE_NAME"].flatMap { $0.isEmpty ? nil : $0 }
    let variableProvider = EnvironmentVariablesProvider(environmentVariables: variables).prefixKeys(with: ["annals"])
    let (path, entries) = try Self.fileEntries(flag: file, variable: variables["ANNALS_CONFIG"])
    let fileProvider = InMemoryProvider(name: "file", values: Self.values(entries))
    reader = ConfigReader(providers: [flagProvider, variableProvider, fileProvider])
    sources = [
      Source(name: \.flag, reader: ConfigReader(provider: flagProvider)),
      Source(name: { $0.variable }, reader: ConfigReader(provider: variableProvider)),
      Source(name: { "\($0.name) in \(path)" }, reader: ConfigReader(provider: fileProvider)),
    ]
  }

  /// The settings. Throws `invalidConfiguration`, naming the key, its value and what would be right.
  func settings() throws(HistoryError) -> Settings {
    var settings = Settings()
    // The variable that services on DynamoDB have for their table anyway; what names a store itself goes before it.
    if let tableName { settings.store = .dynamodb(table: tableName) }
    for setting in Setting.all {
      guard let value = value(of: setting, in: reader) else { continue }
      do throws(SettingProblem) {
        try setting.apply(value, &settings)
      } catch {
        let name = origin(of: setting) ?? setting.name
        let given = setting.isSecret ? "not usable" : "\"\(value.text.quoted(80))\""
        throw HistoryError(.invalidConfiguration, "\(name) is \(given): \(error.advice)")
      }
    }
    return settings
  }

  /// How the source that decides a setting names it; `nil` where the default holds.
  func origin(of setting: Setting) -> String? {
    sources.first { value(of: setting, in: $0.reader) != nil }?.name(setting)
      ?? (setting.name == "store" && tableName != nil ? "TABLE_NAME" : nil)
  }

  private func value(of setting: Setting, in reader: ConfigReader) -> SettingValue? {
    let key = ConfigKey([setting.name])
    if setting.isList { return reader.stringArray(forKey: key).map(SettingValue.list) }
    return reader.string(forKey: key).map(SettingValue.text)
  }

  private static func values(_ entries: [String: SettingValue]) -> [AbsoluteConfigKey: ConfigValue] {
    var values: [AbsoluteConfigKey: ConfigValue] = [:]
    for (name, value) in entries {
      let content: ConfigContent =
        switch value {
        case .text(let text): .string(text)
        case .list(let texts): .stringArray(texts)
        }
      values[AbsoluteConfigKey([name])] = ConfigValue(content, isSecret: false)
    }
    return values
  }

  /// The file that is meant, and what it says. `annals.json` is read where it is there; a file that is named must be.
  private static func fileEntries(flag: String?, variable: String?) throws(HistoryError) -> (String, [String: SettingValue]) {
    let standard = "annals.json"
    guard let path = flag ?? variable else {
      guard FileManager.default.fileExists(atPath: standard) else { return (standard, [:]) }
      return (standard, try SettingFile.entries(path: standard))
    }
    return (path, try SettingFile.entries(path: path))
  }
}

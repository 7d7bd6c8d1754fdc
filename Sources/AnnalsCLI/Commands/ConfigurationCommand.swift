import Annals
import ArgumentParser

/// `annals configuration`, whose help is the table of settings.
struct ConfigurationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "configuration",
    abstract: "Show the settings, and where each comes from.",
    discussion: """
      Each setting comes from a flag, else from the environment, else from a file,
      else it has its default. Flags are --store for every command, --host, --port,
      --log-level, --log-format, --journal, --auth and --insecure for serve, and --set NAME=VALUE for any. The file is the one
      that --config or ANNALS_CONFIG names, else annals.json where it is there: a
      JSON object of names and values, such as
        {"store": "sqlite:/var/lib/annals/history.sqlite", "port": 9090}
      A value that has no meaning, and a name in the file that is no setting, are
      errors. Lists are written with commas, in the file as arrays of strings.

      SETTINGS (name, variable, default)
      \(table)

      EXAMPLES
        annals configuration
        ANNALS_STORE=sqlite:/tmp/history.sqlite annals configuration --json

      \(ExitStatus.help)
      """)

  @Flag(help: "The settings as JSON.")
  var json = false
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    let sources = try store.sources()
    let settings = try sources.settings()
    let bytes = ByteOutput()
    if json {
      try bytes.write(json: JSONObject(Setting.all.map { ($0.name, .string($0.text(settings))) }))
    } else {
      for setting in Setting.all {
        let origin = sources.origin(of: setting) ?? "default"
        try bytes.write(line: "\(setting.name) = \(SafeText.escaped(setting.text(settings)))  (\(origin))")
      }
    }
    try bytes.finish()
  }

  /// The settings as help shows them: each with its effect below it.
  static let table: String = Setting.all.map { setting in
    let standard = setting.text(Settings())
    let effect = setting.effect.replacing("\n", with: "\n      ")
    return """
        \(setting.name)  \(setting.variable)  \(standard.isEmpty ? "(none)" : standard)
            \(effect)
            Takes \(setting.form).
      """
  }.joined(separator: "\n")
}

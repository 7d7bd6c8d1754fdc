import ArgumentParser

/// `annals serve`.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve history over HTTP, until SIGINT or SIGTERM.",
    discussion: """
      Tells its address on standard error once it listens, and logs there. The
      interface is described at /openapi.json. On SIGINT or SIGTERM it finishes
      what it answers, stores what it holds, and ends with 0; a second signal ends
      it at once. Records wait in a journal on disk until the store has them: what
      a stop or a crash leaves in it is stored at the next start.

      Unless --auth says otherwise nobody is asked who they are: whoever reaches the
      address can read, write and remove history. So it then listens on this machine
      alone, and refuses to start on another --host without --insecure.

      EXAMPLES
        annals serve
        annals serve --port 9090 --store sqlite:/var/lib/annals/history.sqlite
        annals serve --host 0.0.0.0 --auth keys
        ANNALS_LOG_LEVEL=debug annals serve --set buffer_limit=50000

      SETTINGS (name, variable, default)
      \(ConfigurationCommand.table)

      \(ExitStatus.help)
      """)

  @Option(help: "The address to listen on (default: 127.0.0.1).")
  var host: String?

  @Option(help: "The port to listen on; 0 takes a free one (default: 8080).")
  var port: String?

  @Option(help: ArgumentHelp("How it is known who asks: \(AccessSettings.Authentication.forms) (default: off).", valueName: "how"))
  var auth: String?

  @Flag(help: "Listen where other machines reach it though --auth is off.")
  var insecure = false

  @Option(help: "What to log: trace, debug, info, notice, warning, error or critical (default: info).")
  var logLevel: String?

  @Option(help: "How to log: text for people, or json, an object a line (default: text).")
  var logFormat: String?

  @Option(
    help: ArgumentHelp("The journal's folder, or off (default: beside the store; see \"annals help configuration\").", valueName: "folder"),
    completion: .directory)
  var journal: String?

  @Option(help: ArgumentHelp("The server's certificate as PEM: connections are encrypted.", valueName: "file"), completion: .file())
  var tlsCertificate: String?

  @Option(help: ArgumentHelp("The private key of the certificate as PEM.", valueName: "file"), completion: .file())
  var tlsKey: String?

  @Option(
    help: ArgumentHelp("The keys of the identity provider whose tokens are taken; see \"annals help configuration\".", valueName: "url"))
  var jwks: String?

  @Option(
    help: ArgumentHelp("The YAML file of rules and deliveries, or off (default: the standard rules, told in the log).", valueName: "file"),
    completion: .file())
  var alerts: String?

  @Option(help: ArgumentHelp("Where people reach the server, for links in alerts, as https://annals.example.org.", valueName: "url"))
  var publicURL: String?
  @Option(help: ArgumentHelp("The YAML file with the schedule; see \"annals help schedule\".", valueName: "file"), completion: .file())
  var schedule: String?

  @Option(
    help: ArgumentHelp(
      "The description of the service's own tables, so that data can be put back (default: annals.yaml where it is there).",
      valueName: "file"),
    completion: .file())
  var tables: String?

  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    let flags = [
      "host": host, "port": port, "log_level": logLevel, "log_format": logFormat, "schedule": schedule, "journal": journal,
      "tls_certificate": tlsCertificate, "tls_key": tlsKey,
      "jwks": jwks, "auth": auth, "insecure": insecure ? "true" : nil,
      "alerts": alerts, "public_url": publicURL, "tables": tables,
    ]
    let settings = try store.sources(flags: flags).settings()
    try await Serving(settings: settings).run()
  }
}

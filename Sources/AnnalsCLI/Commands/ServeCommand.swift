import Annals
import AnnalsServer
import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// `annals serve`.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve history over HTTP, until SIGINT or SIGTERM.",
    discussion: """
      Tells its address on standard error once it listens, and logs there. The
      interface is described at /openapi.json. On SIGINT or SIGTERM it finishes
      what it answers, stores what it holds, and ends with 0; a second signal ends
      it at once.

      There is no authentication: whoever reaches the address can read, write and
      remove history. It listens on this machine alone unless --host says otherwise.

      EXAMPLES
        annals serve
        annals serve --port 9090 --store sqlite:/var/lib/annals/history.sqlite
        ANNALS_LOG_LEVEL=debug annals serve --set buffer_limit=50000

      SETTINGS (name, variable, default)
      \(ConfigurationCommand.table)

      \(ExitStatus.help)
      """)

  func run() async throws {}
}

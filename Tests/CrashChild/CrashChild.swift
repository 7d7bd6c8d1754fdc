import Annals
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// Tracks numbered operations at full speed with a journal until it is killed, and writes each number to standard output once its call returned.
///
/// `AnnalsSoakTests` starts it, kills it, and looks for every number that it wrote.
@main
enum CrashChild {
  static func main() async {
    do {
      let options = try ChildOptions(CommandLine.arguments.dropFirst())
      let store = KillingStore(try options.store.open(), KillSwitch(at: options.killAtStore, seed: options.seed))
      do { try await run(options, on: store) } catch { end(error) }
      // The store's connections are closed with the process, while the store is still there.
      withExtendedLifetime(store) { exit(0) }
    } catch {
      end(error)
    }
  }

  private static func end(_ error: any Error) -> Never {
    FileHandle.standardError.write(Data("CrashChild: \(error)\n".utf8))
    exit(1)
  }

  private static func run(_ options: ChildOptions, on store: KillingStore) async throws {
    let files = KillingFiles(DiskFiles(path: options.journal), KillSwitch(at: options.killAtCall, seed: options.seed))
    var logger = Logger(label: "crash-child")
    logger.logLevel = .error
    let recorder = try HistoryRecorder(store: store, configuration: options.configuration(), files: files, logger: logger)
    let load = Load(history: HistoryService(recorder: recorder), first: options.first, tasks: options.tasks)
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [.init(service: recorder), .init(service: load, successTerminationBehavior: .gracefullyShutdownGroup)],
        gracefulShutdownSignals: [.sigterm], logger: logger))
    try await group.run()
  }
}

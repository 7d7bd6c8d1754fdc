import Annals
import AnnalsMetrics
import AnnalsServer
import Foundation
import Instrumentation
import Logging
import Metrics
import NIOCore
import ServiceLifecycle
import Synchronization
import UnixSignals

/// The running server: the recorder and the HTTP service, from start to graceful end.
struct Serving {
  let settings: Settings

  /// Serves until a signal. Throws where the store cannot be used or the address not be listened on.
  func run() async throws {
    LoggingSystem.bootstrap { [settings] in settings.logFormat.handler($0) }
    Console.tell(as: settings.logFormat)
    var logger = Logger(label: "annals")
    logger.logLevel = settings.logLevel
    // A client or a log reader that goes away must not end the server.
    signal(SIGPIPE, SIG_IGN)

    let metrics = PrometheusMetrics(describing: MetricTable.all)
    MetricsSystem.bootstrap(metrics)
    InstrumentationSystem.bootstrap(TracePropagation())
    Gauge(label: "annals.build.info", dimensions: [("version", Version.text)]).record(1)
    try settings.access.check()
    let address = ListeningAddress(settings.server)
    guard !settings.access.isOff || settings.access.isInsecure || address.isLoopback else {
      throw CommandFailure(
        .usage,
        "other machines reach \(settings.server.host), and nobody would be asked who they are: give --auth keys and make a key with "
          + "\"annals keys make\", or --insecure where a proxy checks before it")
    }
    let store = ObservedStore(try settings.openStore(for: .writing, logger: logger))
    try await store.checkReadiness()
    let history = try JournaledHistory(settings: settings, logger: logger).open(store)
    if settings.access.isOff, !address.isLoopback {
      Console.complain("warning: other machines can reach \(settings.server.host), and there is no authentication, as --insecure says")
    }
    if settings.access.authentication == [.keys], try await store.documents(beginning: AccessKeys.folder).isEmpty {
      Console.complain("there is no key yet, so nobody is let in: make one with \"annals keys make\"")
    }
    let tokens = try settings.tokens.authenticator(logger: logger)
    var server = settings.server
    server.tls = try settings.tls.files()
    server.routes.metrics = { [recorder = history.recorder] in
      recorder.reportStatus()
      return metrics.exposition
    }
    if settings.store.isOnThisMachine { server.routes.requestsAtOnce = max(2, ProcessInfo.processInfo.activeProcessorCount) }
    server.routes.access = try settings.access.configuration(store, tokens: tokens)
    server.routes.recovery = try settings.recovery()
    // A made-up proof would go around every limit where none is checked.
    server.limits.countsByCredential = !settings.access.isOff
    let application = try HistoryServer(history: history, configuration: server, logger: logger).application { [settings, server] port in
      let address = ListeningAddress(server, port: port)
      Console.tell(
        "annals \(Version.text) listening on \(address.url) (store \(settings.store), \(settings.access.isOff ? "no authentication" : "authentication on"))"
      )
    }
    let alerts = try settings.alerts.service(of: history, logger: logger)
    let scheduler = try ScheduleSource(settings: settings).scheduler(history, logger: logger)
    // What is listed first stops last: the recorder stores what the last requests brought.
    var services = [ServiceGroupConfiguration.ServiceConfiguration(service: history.recorder, serviceName: "recorder")]
    if let tokens { services.append(.init(service: tokens, serviceName: "tokens")) }
    if let alerts { services.append(.init(service: alerts, serviceName: "alerts")) }
    if let scheduler { services.append(.init(service: scheduler, serviceName: "schedule")) }
    services.append(.init(service: application, serviceName: "server"))
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    let impatience = Impatience(history.recorder)
    defer { impatience.end() }
    do {
      try await group.run()
    } catch let error as IOError {
      throw CommandFailure(.failed, ListeningAddress(server).failure(error.errnoCode))
    } catch is SocketAddressError.UnknownHost {
      throw CommandFailure(.failed, "the host \(settings.server.host) is unknown: give a name or an address of this machine")
    }
  }
}

/// Where the server listens, for a person.
struct ListeningAddress {
  private let scheme: String
  private let host: String
  private let port: Int

  /// The address of a configuration, with the port that was taken where the configured one is 0.
  init(_ configuration: HistoryServerConfiguration, port: Int? = nil) {
    scheme = configuration.tls == nil ? "http" : "https"
    host = configuration.host
    self.port = port ?? configuration.port
  }

  /// The address for a client.
  var url: String { "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)" }

  /// Whether only this machine reaches it. A name could be any address, but for the one that means this machine.
  var isLoopback: Bool { host.lowercased() == "localhost" || IPAddress(host)?.isLoopback ?? false }

  /// Why it cannot be listened on.
  func failure(_ number: Int32) -> String {
    switch number {
    case EADDRINUSE: "\(url) is in use: stop what listens there, or give another --port"
    case EACCES: "\(url) may not be listened on: give a --port from 1024 up, or the process the right to"
    case EADDRNOTAVAIL: "\(url) is no address of this machine: give another --host"
    default: "\(url) cannot be listened on: \(SystemFailure.reason(number))"
    }
  }
}

/// Ends the process at the second signal, for whoever does not want to wait for a graceful end.
private struct Impatience {
  private let sources: [any DispatchSourceSignal]

  init(_ recorder: HistoryRecorder) {
    let queue = DispatchQueue(label: "annals.signals")
    let count = SignalCount()
    sources = [SIGINT, SIGTERM].map { number in
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        guard count.next() > 1 else { return }
        Console.complain(Self.farewell(recorder.status.journal))
        _exit(ExitStatus.failed.rawValue)
      }
      source.resume()
      return source
    }
  }

  func end() { sources.forEach { $0.cancel() } }

  private static func farewell(_ journal: JournalStatus?) -> String {
    switch journal {
    case nil: "stopped at once; records that were still held are lost"
    case let journal? where journal.trouble != nil:
      "stopped at once; what is in the journal is stored at the next start, but records that it did not take are lost: \(journal.trouble ?? "")"
    default: "stopped at once; what was not stored yet is in the journal, and is stored at the next start"
    }
  }
}

/// How many signals came.
private final class SignalCount: Sendable {
  private let count = Atomic<Int>(0)

  /// Counts one more.
  func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
}

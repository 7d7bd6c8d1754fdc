import AWSClient
import Annals
import AnnalsDynamoDB
import AnnalsS3
import Foundation
import Logging

/// Does what events ask for, on the table that the environment names.
struct Worker: Sendable {
  private let jobs: JobTable
  private let runner: JobRunner
  private let now: @Sendable () -> Timestamp

  /// What is kept of the time for the answer and the record: a tenth, from two to ten seconds.
  private static let reserve: ClosedRange<Duration> = .seconds(2)...(.seconds(10))

  /// A worker of an environment, as ``FunctionSettings`` reads it, with AWS's own variables. Throws `invalidConfiguration`.
  init(environment: [String: String], logger: Logger) throws(HistoryError) {
    let settings = try FunctionSettings(environment)
    let client: AWSClient
    do throws(AWSError) {
      client = try AWSClient(AWSClientConfiguration(environment: environment))
    } catch {
      throw HistoryError(.invalidConfiguration, "AWS cannot be asked: \(error.message)", underlying: error)
    }
    var store = DynamoDBStoreConfiguration()
    store.accessRetention = .seconds(settings.history.accessRetentionDays * 86_400)
    let history = try HistoryService(
      store: DynamoDBStore(client: client, tableName: settings.tableName, configuration: store, logger: logger),
      configuration: settings.history, logger: logger)
    let jobs = JobTable([
      .cleanup(history), .archive(history) { try S3ArchivePlace($0, client: client) },
      .baseline(history, tables: { try Self.tables(settings.tablesPath) }, client: { client }), .rollup(history),
    ])
    self.init(
      history, jobs: jobs,
      holder: JobRunner.makeHolder(host: settings.functionName, processID: ProcessInfo.processInfo.processIdentifier), logger: logger)
  }

  /// The described tables: read when a baseline is run, as no other job needs them. Throws `invalidConfiguration`.
  private static func tables(_ path: String) throws(HistoryError) -> ResourceTables {
    guard FileManager.default.fileExists(atPath: path) else {
      throw HistoryError(
        .invalidConfiguration,
        "nothing describes the service's tables, there is no \(path): put \(ResourceTables.standardFile) into the zip beside bootstrap, or let ANNALS_TABLES name a file of a layer"
      )
    }
    return try ResourceTables(contentsOf: path)
  }

  /// A worker on a history.
  private init(_ history: HistoryService, jobs: JobTable, holder: String, logger: Logger) {
    self.jobs = jobs
    runner = JobRunner(history, holder: holder, logger: logger)
    now = history.recorder.now
  }

  /// Does what an event asks for, and ends in time: what is left then, the next event goes on with.
  func answer(_ invocation: Invocation) async -> Result<JSONObject, InvocationFailure> {
    do {
      let event = try JobEvent(invocation.body, jobs: jobs)
      let remaining = now().duration(to: invocation.deadline)
      let limit = remaining - min(max(remaining / 10, Self.reserve.lowerBound), Self.reserve.upperBound)
      let order = JobRunner.Order(
        entry: event.entry, job: event.job, options: event.options, due: now(), timeLimit: max(limit, .zero), route: "annals-lambda")
      var json: JSONObject = ["job": .string(event.job.name), "name": .string(event.entry)]
      if event.isOnlyUnfinished, try await !runner.hasLeftSomething(event.entry) {
        json["ran"] = false
        json["reason"] = "the run before left nothing to do"
        return .success(json)
      }
      switch try await runner.run(order) {
      case .ran(let report):
        json["ran"] = true
        json["finished"] = .bool(report.isFinished)
        for member in report.details.members { json[member.name] = member.value }
      case .failed(let error): return .failure(InvocationFailure(error))
      case .held(let other, let moment):
        json["ran"] = false
        json["reason"] = .string("another process is at it: \(other), until \(moment) or longer")
      case .done:
        json["ran"] = false
        json["reason"] = "it was run since by another process"
      case .lost:
        json["ran"] = false
        json["reason"] = "another process took it over: this one's lease had ended"
      }
      return .success(json)
    } catch {
      return .failure(InvocationFailure(error))
    }
  }
}

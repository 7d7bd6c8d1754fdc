import Annals
import AnnalsDynamoDB
import AnnalsYAML
import Foundation
import Logging

/// The schedule that settings name.
struct ScheduleSource {
  let settings: Settings

  /// The jobs that this executable can run on a history.
  func jobs(_ history: HistoryService) -> JobTable {
    JobTable([
      .cleanup(history), .archive(history) { try ArchiveAddress.place($0) },
      .baseline(history, tables: { [settings] in try settings.requiredTables() }, client: { try AWSConnection.shared.client() }),
      .rollup(history),
    ])
  }

  /// The file's path. Throws where the settings name none.
  func path() throws(CommandFailure) -> String {
    guard let path = settings.schedule else {
      throw CommandFailure(.usage, "nothing names the file with the schedule: give --schedule FILE, or set ANNALS_SCHEDULE")
    }
    return path
  }

  /// The entries of the file, for a history.
  func entries(_ history: HistoryService) throws -> [ScheduleEntry] {
    let path = try path()
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(.usage, "the schedule \(path) cannot be read: give the path of a YAML file")
    }
    return try ScheduleFile(String(decoding: data, as: UTF8.self), file: path, jobs: jobs(history)).entries
  }

  /// The entry of a name.
  func entry(_ name: String, _ history: HistoryService) throws -> ScheduleEntry {
    let entries = try entries(history)
    guard let entry = entries.first(where: { $0.name == name }) else {
      let known = entries.map(\.name).joined(separator: ", ")
      throw CommandFailure(.usage, "the schedule has no \"\(name.quoted(80))\": it has \(known)")
    }
    return entry
  }

  /// What runs the entries beside a server; `nil` where the settings name no file.
  func scheduler(_ history: HistoryService, logger: Logger) throws -> Scheduler? {
    guard settings.schedule != nil else { return nil }
    return Scheduler(try entries(history), history: history, holder: Self.makeHolder(), logger: logger)
  }

  /// A name for this process among all that share a store.
  static func makeHolder() -> String {
    var bytes = [CChar](repeating: 0, count: 256)
    let host =
      gethostname(&bytes, bytes.count - 1) == 0
      ? String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : ""
    return JobRunner.makeHolder(host: host.isEmpty ? "unknown" : host, processID: ProcessInfo.processInfo.processIdentifier)
  }
}

import Foundation

/// What the operating system says of this process, under the names that Prometheus' own clients use; nothing where there is no `/proc`.
struct ProcessMetrics {
  /// Where the system tells of this process.
  private static let folder = "/proc/self"

  /// Writes what can be read.
  static func write(to writer: inout ExpositionWriter) {
    guard let text = read("stat"), let close = text.lastIndex(of: ")") else { return }
    // The fields behind the name, which may hold anything: `state` is the third (man 5 proc).
    let fields = text[text.index(after: close)...].split(separator: " ")
    func field(_ number: Int) -> Double? { fields.indices.contains(number - 3) ? Double(fields[number - 3]) : nil }
    let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
    let none = LabelSet([])
    func tell(_ name: String, _ kind: MetricKind, _ help: String, _ value: Double?) {
      guard let value else { return }
      writer.family(name, kind, help: help)
      writer.sample(name, none, value)
    }
    if let user = field(14), let system = field(15) {
      tell("process_cpu_seconds_total", .counter, "Processor time that the process used, of user and system.", (user + system) / ticks)
    }
    tell(
      "process_open_fds", .gauge, "Files and sockets that the process has open.",
      (try? FileManager.default.contentsOfDirectory(atPath: folder + "/fd")).map { Double($0.count) })
    tell(
      "process_resident_memory_bytes", .gauge, "Memory of the machine that the process uses.",
      field(24).map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) })
    if let start = field(22), let boot = bootTime {
      tell("process_start_time_seconds", .gauge, "When the process started, in seconds since 1970.", boot + start / ticks)
    }
  }

  /// When the machine started, in seconds since 1970.
  private static var bootTime: Double? {
    guard let data = FileManager.default.contents(atPath: "/proc/stat") else { return nil }
    let line = String(decoding: data, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("btime ") }
    return line?.split(separator: " ").last.flatMap { Double($0) }
  }

  private static func read(_ name: String) -> String? {
    FileManager.default.contents(atPath: "\(folder)/\(name)").map { String(decoding: $0, as: UTF8.self) }
  }
}

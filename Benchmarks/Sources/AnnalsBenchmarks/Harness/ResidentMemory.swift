import Foundation

/// Memory of this process that is in RAM, in MB, as Linux tells it.
struct ResidentMemory: Sendable {
  let resident: Double
  /// The most since the process began, or since `reset`.
  let peak: Double

  /// The memory now; `nil` where there is no `/proc`.
  static var now: ResidentMemory? {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let resident = megabytes("VmRSS:", in: text), let peak = megabytes("VmHWM:", in: text)
    else { return nil }
    return ResidentMemory(resident: resident, peak: peak)
  }

  /// The memory now.
  static func read() throws -> ResidentMemory {
    guard let memory = now else { throw BenchmarkError("/proc/self/status cannot be read") }
    return memory
  }

  /// Forgets the peak so far, and gives the memory now. Source: proc_pid_clear_refs(5).
  static func reset() throws -> ResidentMemory {
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: "/proc/self/clear_refs"))
    try file.write(contentsOf: Data("5".utf8))
    try file.close()
    return try read()
  }

  private static func megabytes(_ name: String, in text: String) -> Double? {
    text.split(separator: "\n").first { $0.hasPrefix(name) }
      .flatMap { $0.split(whereSeparator: \.isWhitespace).dropFirst().first }.flatMap { Double($0) }.map { $0 / 1024 }
  }
}

import Annals

/// A run that goes through all of history and may change it: its progress on a line, and its report at the end.
enum RewritingRun {
  /// Runs until the end or an interrupt; the body is given the flag that says so, and what to tell how many records it has read. `ending` has the
  /// report while the interrupt is still held back.
  static func run<Report>(
    _ body: (_ interrupted: InterruptFlag, _ progress: (Int) -> Void) async throws -> Report, ending: (Report) throws -> Void
  ) async throws {
    try await InterruptFlag.watching { interrupted in
      var line = ProgressLine(isShown: Console.isTerminal(2))
      let result: Result<Report, any Error>
      do {
        result = .success(try await body(interrupted) { line.update($0) })
      } catch {
        result = .failure(error)
      }
      line.clear()
      try ending(result.get())
    }
  }

  /// Shows a report: as JSON where that is given, which also says whether anything could be changed, else its lines.
  static func show(json: JSONObject?, isDryRun: Bool, lines: @autoclosure () -> [String]) throws {
    let output = ByteOutput()
    if var json {
      json["dry_run"] = .bool(isDryRun)
      try output.write(json: json)
    } else {
      for line in lines() { try output.write(line: line) }
    }
    try output.finish()
  }
}

import Foundation

/// A Python process that writes a table's records into other tables with boto3, in batches of 25.
final class BotoWriter {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  /// Starts the process, and waits until it has read the records of a table.
  init(_ engine: DynamoDBEngine, records table: String, concurrency: Int) throws {
    let python = DynamoDBEngine.root.appendingPathComponent(".venv-boto3/bin/python")
    guard FileManager.default.isExecutableFile(atPath: python.path) else {
      throw BenchmarkError("boto3 is not installed: run Scripts/setup bench, or make bench")
    }
    process.executableURL = python
    process.arguments = [
      DynamoDBEngine.root.appendingPathComponent("Benchmarks/Sources/AnnalsBenchmarks/Cases/boto_writer.py").path,
      engine.url, table, String(concurrency),
    ]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    _ = try answer()
  }

  /// Records a second that it writes into a table.
  func write(into table: String) throws -> Double {
    try input.fileHandleForWriting.write(contentsOf: Data("\(table)\n".utf8))
    return try answer()
  }

  /// Ends the process.
  func end() throws {
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// The number of the next line.
  private func answer() throws -> Double {
    var line = Data()
    while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data("\n".utf8) { line += byte }
    guard let number = Double(String(decoding: line, as: UTF8.self)) else { throw BenchmarkError("boto3's process ended early") }
    return number
  }
}

import AWSClient
import Annals
import AnnalsTestSupport
import Crypto
import Foundation
import Testing

@testable import AnnalsDynamoDB

/// A local copy of a full export in a temporary folder, made as DynamoDB makes it.
private final class ExportCopy {
  static let time = "2023-09-02T19:37:07.123Z"
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("annals-export-\(UUID().uuidString)")

  /// An export whose files hold these items; every second file is gzip.
  init(_ files: [[AttributeMap]], summary: JSONObject = [:], change: (inout JSONObject) -> Void = { _ in }) throws {
    try FileManager.default.createDirectory(at: url.appendingPathComponent("data"), withIntermediateDirectories: true)
    var lines = ""
    for (index, items) in files.enumerated() {
      let text = items.map { "{\"Item\":\(String(decoding: $0.json, as: UTF8.self))}\n" }.joined()
      let name = "file\(index).json.gz"
      try Data(text.utf8).write(to: url.appendingPathComponent("data/\(name)"))
      if index % 2 == 0 { try Self.pack(url.appendingPathComponent("data/\(name)")) }
      let bytes = try Data(contentsOf: url.appendingPathComponent("data/\(name)"))
      var entry: JSONObject = [
        "itemCount": .number(JSONNumber(items.count)),
        "md5Checksum": .string(Data(Insecure.MD5.hash(data: bytes)).base64EncodedString()),
        "etag": "e", "dataFileS3Key": .string("AWSDynamoDB/01693685827463-2d8752fd/data/\(name)"),
      ]
      change(&entry)
      lines += JSONWriter.text(of: entry) + "\n"
    }
    try Data(lines.utf8).write(to: url.appendingPathComponent("manifest-files.json"))
    var manifest: JSONObject = [
      "version": "2020-06-30", "exportTime": .string(Self.time), "outputFormat": "DYNAMODB_JSON",
      "tableArn": "arn:aws:dynamodb:eu-central-1:123456789012:table/prompts",
    ]
    for member in summary.members { manifest[member.name] = member.value }
    try Data(JSONWriter.text(of: manifest).utf8).write(to: url.appendingPathComponent("manifest-summary.json"))
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Compresses a file in its place with the system's own gzip.
  private static func pack(_ file: URL) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-c", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let packed = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try packed.write(to: file)
  }
}

@Suite("A baseline from an export to S3")
struct ExportBaselineTests {
  private let tables = Result { try ResourceTables(yaml: BaselineTables.text) }

  private func run(_ path: String, in history: HistoryService, table: String? = nil, at moment: Timestamp? = nil) async throws
    -> BaselineReport
  {
    try await ExportBaseline(path: path, tableName: table, moment: moment, tables: tables.get(), history: history).run()
  }

  @Test("records each item at the export's moment, with every type, once however often")
  func whole() async throws {
    let items = (0..<1200).map { BaselineTables.item($0) }
    let export = try ExportCopy([Array(items[..<700]), Array(items[700...]), []])
    let history = try HistoryService(store: MemoryStore())
    let report = try await run(export.url.path, in: history)
    #expect(report.items == 1200 && report.recordedCount == 1200)
    let again = try await run(export.url.path, in: history)
    #expect(again.recordedCount == 0 && again.known == 1200)
    #expect(try await history.statistics().baselineRecords == 1200)
    let moment = try Timestamp(ExportCopy.time)
    let found = try await history.resource(Resource("PROMPT", "p-7"), at: moment)
    let record = try #require(found.state.record)
    #expect(record.timestamp == moment && record.metadata["baseline"]?.object?["source"] == "export")
    let table = try tables.get().table(of: ResourceType("PROMPT"))
    #expect(try table.item("p-7", state: #require(found.state.state), types: AttributeTypes(of: record)) == items[7])
  }

  @Test("takes one file with the table and the moment that it is told")
  func oneFile() async throws {
    let export = try ExportCopy([[BaselineTables.item(1)], [BaselineTables.item(2)]])
    let history = try HistoryService(store: MemoryStore())
    for name in ["file0.json.gz", "file1.json.gz"] {
      let path = export.url.appendingPathComponent("data/\(name)").path
      let error = await #expect(throws: HistoryError.self) { _ = try await run(path, in: history) }
      #expect(error?.description == "nothing says of which moment the file is: give the export's time")
      #expect(try await run(path, in: history, at: Timestamp(ExportCopy.time)).recordedCount == 1)
    }
    #expect(try await history.statistics().total == 2)
  }

  @Test("is refused where it is no full export, or a file is not as the manifest says")
  func refused() async throws {
    let history = try HistoryService(store: MemoryStore())
    func sentence(_ export: ExportCopy) async throws -> String? {
      let error = await #expect(throws: HistoryError.self) { _ = try await run(export.url.path, in: history) }
      return error?.description
    }
    let items = [[BaselineTables.item(1)]]
    #expect(try await sentence(ExportCopy(items, summary: ["exportType": "INCREMENTAL_EXPORT"]))?.contains("an incremental export") == true)
    #expect(try await sentence(ExportCopy(items, summary: ["outputFormat": "ION"]))?.contains("export the table as DYNAMODB_JSON") == true)
    #expect(try await sentence(ExportCopy(items) { $0["md5Checksum"] = "forged" })?.contains("another checksum") == true)
    #expect(try await sentence(ExportCopy(items) { $0["itemCount"] = 2 })?.contains("has 1 items, and the manifest says 2") == true)
    #expect(
      try await sentence(ExportCopy(items, summary: ["tableArn": "arn:aws:dynamodb:x:1:table/other"]))?.contains("not described") == true)
    let bad = try ExportCopy([[]]) { $0["md5Checksum"] = nil }
    try Data("{\"Keys\":{}}\n".utf8).write(to: bad.url.appendingPathComponent("data/file0.json.gz"))
    #expect(try await sentence(bad)?.contains("line 1 of") == true)
    #expect(try await history.statistics().total <= 1)
  }
}

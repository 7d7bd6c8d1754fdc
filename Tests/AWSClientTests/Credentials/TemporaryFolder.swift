import Foundation

/// A folder of a test's own, with the files it writes.
enum TemporaryFolder {
  static func run<Value>(_ files: [String: String] = [:], _ body: (String) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("aws-client-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8) }
    return try await body(folder.path)
  }
}

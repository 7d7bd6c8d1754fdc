import AWSClient
import Foundation
import Hummingbird
import Logging

/// Runs the service: `swift run PromptService [port] [folder]`, with its history in the table that `TABLE_NAME` names, if it does.
@main
enum Main {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    let port = arguments.first.flatMap { Int($0) } ?? 8090
    let folder = URL(fileURLWithPath: arguments.dropFirst().first ?? "data")
    let logger = Logger(label: "prompt-service")
    let tableName = ProcessInfo.processInfo.environment["TABLE_NAME"].flatMap { $0.isEmpty ? nil : $0 }
    let application = try PromptApplication(folder: folder, tableName: tableName, logger: logger)
    try await application.server(port: port, logger: logger).runService()
    try await application.aws?.shutdown()
  }
}

import Foundation
import Hummingbird
import Logging

/// Runs the service: `swift run PromptService [port] [folder]`.
@main
enum Main {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    let port = arguments.first.flatMap { Int($0) } ?? 8090
    let folder = URL(fileURLWithPath: arguments.dropFirst().first ?? "data")
    let logger = Logger(label: "prompt-service")
    try await PromptApplication(folder: folder, logger: logger).server(port: port, logger: logger).runService()
  }
}

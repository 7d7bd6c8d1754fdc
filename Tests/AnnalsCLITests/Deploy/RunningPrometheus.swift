import Annals
import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Prometheus as `Scripts/deploy-check install` unpacks it, scraping one server each second.
final class RunningPrometheus {
  struct Refused: Error, CustomStringConvertible {
    let description: String
  }

  private static let program = DeployFolder.root.appendingPathComponent(".venv-prometheus/usr/bin/prometheus")
  private let folder: CommandFolder
  private let process: Process
  private let port: Int

  /// Whether it is there.
  static var isThere: Bool { FileManager.default.isExecutableFile(atPath: program.path) }

  /// Starts it.
  init(scraping server: String) async throws {
    folder = try CommandFolder()
    port = Int.random(in: 20_000...29_999)
    try folder.write(
      """
      global: {scrape_interval: 1s, evaluation_interval: 1s}
      rule_files: ["\(DeployFolder.url("prometheus-rules.yaml").path)"]
      scrape_configs:
        - job_name: annals
          static_configs: [{targets: ["127.0.0.1:\(server)"]}]

      """, to: "prometheus.yml")
    process = Process()
    process.executableURL = Self.program
    process.arguments = [
      "--config.file=\(folder.path("prometheus.yml"))", "--storage.tsdb.path=\(folder.path("data"))",
      "--web.listen-address=127.0.0.1:\(port)",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  deinit { if process.isRunning { process.terminate() } }

  func stop() async {
    process.terminate()
    while process.isRunning { await Task.yield() }
  }

  /// Waits until it has scraped the server so often.
  func scraped(_ count: Int) async throws {
    while process.isRunning {
      let scrapes = (try? await values(of: "count_over_time(annals_build_info[5m])")) ?? []
      if let most = scrapes.max(), most >= Double(count) { return }
      await Task.yield()
    }
    throw Refused(description: "Prometheus ended")
  }

  /// How many series an expression gives now. Throws where it is none.
  func count(of expression: String) async throws -> Int { try await values(of: expression).count }

  private func values(of expression: String) async throws -> [Double] {
    var components = URLComponents()
    components.scheme = "http"
    components.host = "127.0.0.1"
    components.port = port
    components.path = "/api/v1/query"
    components.queryItems = [URLQueryItem(name: "query", value: expression)]
    // A plus in a query is a space to servers.
    components.percentEncodedQuery = components.percentEncodedQuery?.replacing("+", with: "%2B")
    guard let url = components.url else { throw Refused(description: "no URL for \(expression)") }
    let (data, _) = try await URLSession.shared.data(from: url)
    let json = try JSONParser.parse(Array(data)).object
    guard json?["status"] == "success" else { throw Refused(description: "\(expression): \(String(decoding: data, as: UTF8.self))") }
    return (json?["data"]?.object?["result"]?.array ?? []).map { element in
      element.object?["value"]?.array?.last?.string.flatMap { Double($0) } ?? .nan
    }
  }
}

import Foundation
import Testing

/// The files of `Deploy/`, read by tools that know what they are for (`make check-deploy`).
@Suite("The files of Deploy")
struct DeployCheckTests {
  @Test("Each is read by a tool that knows its kind, which finds nothing wrong", .timeLimit(.minutes(5)))
  func check() async throws {
    let folder = try CommandFolder()
    let process = Process()
    process.executableURL = DeployFolder.root.appendingPathComponent("Scripts/deploy-check")
    process.arguments = ["run"]
    process.standardInput = FileHandle.nullDevice
    try Data().write(to: folder.url.appendingPathComponent("report"))
    let output = try FileHandle(forWritingTo: folder.url.appendingPathComponent("report"))
    process.standardOutput = output
    process.standardError = output
    try await CommandFolder.runToEnd(process)
    let report = try folder.read("report")
    #expect(process.terminationStatus == 0, "\(report)")
    for line in report.split(separator: "\n") where line.hasPrefix("deploy check: ") { print(line) }
    for file in ["cloudformation.yaml", "cloudformation-lambda.yaml", "kubernetes.yaml", "Containerfile", "annals.service"] {
      #expect(report.contains(file), "\(file) was not read")
    }
  }

  @Test("The units and manifests run what there is: their flags, settings and probes are the server's")
  func names() async throws {
    let manifest = try DeployFolder.text("kubernetes.yaml")
    let help = try await CommandFolder().run("serve", "--help").output
    for flag in ["--host", "--auth", "--schedule"] { #expect(manifest.contains("\"\(flag)\"") && help.contains(flag)) }
    let settings = try await CommandFolder().run("configuration", "--json").output
    for file in ["kubernetes.yaml", "annals.service", "Containerfile"] {
      for word in try DeployFolder.text(file).split(whereSeparator: { !$0.isLetter && $0 != "_" })
      where word.hasPrefix("ANNALS_") && word != "ANNALS_" {
        let name = word.dropFirst("ANNALS_".count).lowercased()
        #expect(
          settings.contains("\"\(name)\"") || file == "kubernetes.yaml" && name == "port", "\(file) sets \(word), which is no setting")
      }
    }
  }

  @Test("The schedule in the Kubernetes manifest is one")
  func schedule() async throws {
    let manifest = try DeployFolder.text("kubernetes.yaml")
    let begin = try #require(manifest.firstRange(of: "  annals.yaml: |\n")?.upperBound)
    let end = try #require(manifest[begin...].firstRange(of: "---")?.lowerBound)
    let folder = try CommandFolder()
    try folder.write(
      manifest[begin..<end].split(separator: "\n").map { String($0.dropFirst(4)) }.joined(separator: "\n"), to: "schedule.yaml")
    let outcome = try await folder.run("schedule", "check", "--schedule", "schedule.yaml", "--json")
    #expect(outcome.status == 0 && outcome.lines.count == 2, "\(outcome.errors)")
  }
}

/// The folder `Deploy` of the project.
enum DeployFolder {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func url(_ name: String) -> URL { root.appendingPathComponent("Deploy").appendingPathComponent(name) }

  static func text(_ name: String) throws -> String { String(decoding: try Data(contentsOf: url(name)), as: UTF8.self) }
}

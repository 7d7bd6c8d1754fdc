import Annals
import Foundation
import Testing

@Suite("Configuration")
struct ConfigurationTests {
  private func port(_ folder: CommandFolder, _ arguments: [String] = [], _ environment: [String: String] = [:]) async throws -> String? {
    let outcome = try await folder.run(arguments: ["configuration"] + arguments, environment: environment)
    return outcome.lines.first { $0.hasPrefix("port = ") }
  }

  @Test("A flag goes before the environment, that before the file, that before the default")
  func precedence() async throws {
    let folder = try CommandFolder()
    #expect(try await port(folder) == "port = 8080  (default)")
    try folder.write(#"{"port": 1001}"#, to: "annals.json")
    #expect(try await port(folder) == "port = 1001  (port in annals.json)")
    #expect(try await port(folder, [], ["ANNALS_PORT": "1002"]) == "port = 1002  (ANNALS_PORT)")
    #expect(try await port(folder, ["--set", "port=1003"], ["ANNALS_PORT": "1002"]) == "port = 1003  (--port)")
    try folder.write(#"{"port": "1004"}"#, to: "other.json")
    #expect(try await port(folder, [], ["ANNALS_CONFIG": "other.json"]) == "port = 1004  (port in other.json)")
    #expect(try await port(folder, ["--config", "annals.json"], ["ANNALS_CONFIG": "other.json"]) == "port = 1001  (port in annals.json)")
    #expect(try await port(folder, [], ["ANNALS_PORT": ""]) == "port = 1001  (port in annals.json)")
  }

  @Test(
    "A value without a meaning is status 64, naming the key, the value and what would be right",
    arguments: [
      (["ANNALS_PORT": "tcp://10.0.0.1:80"], #"ANNALS_PORT is "tcp://10.0.0.1:80": give a whole number from 0 to 65535"#),
      (["ANNALS_STORE": "history.sqlite"], #"ANNALS_STORE is "history.sqlite": begin with a scheme"#),
      (["ANNALS_STORE": "dynamodb:"], #"ANNALS_STORE is "dynamodb:": give the name of the table"#),
      (["ANNALS_STORE": "postgres:history"], #"ANNALS_STORE is "postgres:history": give sqlite:PATH"#),
      (["ANNALS_LOG_LEVEL": "loud"], #"ANNALS_LOG_LEVEL is "loud": give one of trace"#),
      (["ANNALS_BATCH_INTERVAL": "5"], #"ANNALS_BATCH_INTERVAL is "5": give a time from 0 to 1 day, as 50ms"#),
      (["ANNALS_TEXT_LIMIT": "12"], #"ANNALS_TEXT_LIMIT is "12": give bytes from 128 to 256KiB"#),
      (["ANNALS_REDACTION": "maybe"], #"ANNALS_REDACTION is "maybe": give true or false"#),
      (["ANNALS_REDACTION_KEY": "short"], "ANNALS_REDACTION_KEY is not usable: give 16 bytes or more"),
      (["ANNALS_CONFIG": "none.json"], "the configuration file none.json cannot be read"),
    ])
  func badVariable(environment: [String: String], sentence: String) async throws {
    let outcome = try await CommandFolder().run("stats", environment: environment)
    #expect(outcome.status == 64)
    #expect(outcome.errors.hasPrefix("annals: " + sentence), "\(outcome.errors)")
    #expect(outcome.errorLines.count == 1)
  }

  @Test(
    "A file that is not understood is status 64, naming what is wrong",
    arguments: [
      (#"{"prot": 1}"#, "prot in annals.json is no setting"), (#"{"port": 70000}"#, #"port in annals.json is "70000": give"#),
      (#"{"port": {}}"#, "port in annals.json is an object: give"), (#"{"port": 1"#, "annals.json is not JSON at byte"),
      ("[]", "annals.json holds an array"), (#"{"redaction_names": [1]}"#, "redaction_names in annals.json is an array: give"),
    ])
  func badFile(text: String, sentence: String) async throws {
    let folder = try CommandFolder()
    try folder.write(text, to: "annals.json")
    let outcome = try await folder.run("stats")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
  }

  @Test("Redaction and truncation follow the settings")
  func sanitizing() async throws {
    let folder = try CommandFolder()
    try folder.write(
      #"{"redaction_names": ["salary"], "redaction_allowed_paths": ["login.password"], "text_limit": "1KiB"}"#, to: "annals.json")
    let text = String(repeating: "x", count: 3000)
    let state = #"{"salary":1,"login":{"password":"p"},"name":"n","text":"\#(text)"}"#
    let environment = ["ANNALS_REDACTION_PATHS": "name, other.*"]
    let logged = try await folder.run("log", "create", "PROMPT", "p", "--after", state, environment: environment)
    #expect(logged.status == 0, "\(logged.errors)")
    let shown = try await folder.run("recent", "--json").output
    let after = try JSONParser.parse(shown).object?["after_state"]?.object
    #expect(after?["salary"] == "[REDACTED]")
    #expect(after?["name"] == "[REDACTED]")
    #expect(after?["login"] == ["password": "p"])
    #expect(after?["text"]?.string?.utf8.count ?? 0 <= 1024)
    let whole = try await folder.run("recent", "--json", "--full").output
    #expect(try JSONParser.parse(whole).object?["after_state"]?.object?["text"] == .string(text))
  }

  @Test("A key is never shown")
  func secret() async throws {
    let key = "0123456789abcdef0123456789abcdef"
    let outcome = try await CommandFolder().run("configuration", environment: ["ANNALS_REDACTION_KEY": key])
    #expect(outcome.output.contains("redaction_key = (set)  (ANNALS_REDACTION_KEY)"))
    #expect(!outcome.output.contains("0123"))
  }

  @Test("Help lists every setting with its variable and default")
  func table() async throws {
    let folder = try CommandFolder()
    let help = try await folder.run("help", "configuration")
    let names = try JSONParser.parse(try await folder.run("configuration", "--json").output).object?.members.map(\.name) ?? []
    #expect(names.count > 20)
    for name in names { #expect(help.output.contains("\n  \(name)  ANNALS_\(name.uppercased())  ")) }
  }
}

import Annals
import AnnalsTestSupport
import HTTPTypes
import Hummingbird
import Testing

@testable import AnnalsServer

@Suite("The OpenAPI document")
struct OpenAPIDocumentTests {
  private let document = DocumentCheck.shared.document

  /// Each operation of the document, as `GET /path`.
  private func operations() throws -> [String: JSONObject] {
    var operations: [String: JSONObject] = [:]
    for path in document["paths"]?.object?.members ?? [] {
      for operation in path.value.object?.members ?? [] {
        operations["\(operation.name.uppercased()) \(path.name)"] = operation.value.object ?? [:]
      }
    }
    return operations
  }

  @Test("Every route of the router is in the document, and the reverse")
  func routes() async throws {
    let router = HistoryServer(history: try HistoryService(store: MemoryStore())).makeRouter()
    // Routes with parameters share the router's path with those that end otherwise.
    let templates = Dictionary(grouping: Endpoint.allCases) { $0.routerPath(below: "/api/history") }
    var routed: [String: [HTTPRequest.Method]] = [:]
    for route in router.routes {
      for endpoint in templates[route.path.description] ?? [] {
        routed[endpoint.documentPath(below: "/api/history")] = router.routes.filter { $0.path == route.path }.map(\.method)
      }
      #expect(
        templates[route.path.description] != nil || DashboardPage.allCases.contains { $0.routerPath(below: "") == route.path.description })
    }
    let documented = Dictionary(grouping: try operations().keys.map { $0.split(separator: " ") }, by: { String($0[1]) })
    #expect(Set(routed.keys) == Set(documented.keys))
    // What the router takes but does not offer is answered with 405; over a socket, each method tells which it is.
    try await withServer { [routed] client, _ in
      for (path, operations) in documented {
        let methods = Set(operations.map { String($0[0]) })
        let uri = path.replacing(/\{[^}]*\}/, with: "x")
        // What is told live does not end by itself.
        for method in routed[path] ?? [] where !(path.hasSuffix("/live") && method == .get) {
          let reply = try await client.send(method, uri)
          let isOffered = methods.contains(method.rawValue) || method == .options || method == .head && methods.contains("GET")
          #expect((reply.status != 405) == isOffered, "\(method) \(path) answers \(reply.status)")
        }
      }
    }
  }

  @Test("Each documented parameter is taken, and no other")
  func parameters() async throws {
    let operations = try operations()
    let names = Set(operations.values.flatMap { queryParameters(of: $0) }.map(\.name)).union(["unknown"])
    try await withServer { client, _ in
      for (operation, json) in operations where !operation.hasSuffix("/live") {
        let parts = operation.split(separator: " ").map(String.init)
        let path = parts[1].replacing("{history_id}", with: "2025-12-16T20:30:00Z%23READ%23i")
          .replacing("{alert_id}", with: "0000000000000-00000000").replacing(/\{[^}]*\}/, with: "x")
        let known = queryParameters(of: json)
        for name in names {
          let value = known.first { $0.name == name }?.example ?? "1"
          let others = known.filter { $0.isRequired && $0.name != name }.map { "&\($0.name)=\($0.example)" }.joined()
          let method = parts[0] == "GET" ? HTTPRequest.Method.get : .post
          let reply = try await client.send(method, "\(path)?\(name)=\(value)\(others)", body: method == .post ? [] : nil)
          let isRefused = reply.status == 400 ? try reply.code == "unknown_parameter" : false
          #expect(isRefused != known.contains { $0.name == name }, "\(operation) \(name)=\(value): \(reply.text)")
          if !["cursor", "dry_run", "keep_last", "yes_remove"].contains(name), known.contains(where: { $0.name == name }) {
            #expect(reply.status == 200 || reply.status == 404, "\(operation) \(name)=\(value): \(reply.text)")
          }
        }
      }
    }
  }

  /// The query's parameters with a value that their schema lets through.
  private func queryParameters(of operation: JSONObject) -> [(name: String, example: String, isRequired: Bool)] {
    (operation["parameters"]?.array ?? []).compactMap(\.object).filter { $0["in"] == "query" }.map { parameter in
      let schema = parameter["schema"]?.object ?? [:]
      let example: String =
        if let maximum = schema["maximum"]?.number {
          maximum.description
        } else if let first = schema["enum"]?.array?.first?.string {
          first
        } else if schema["type"] == "boolean" {
          "true"
        } else if schema["format"] == "date" || schema["anyOf"] != nil {
          "2025-12-16"
        } else {
          "x"
        }
      return (parameter["name"]?.string ?? "", example, parameter["required"] == true)
    }
  }

  @Test("Every reference leads somewhere, every shared part is used, and operation ids are unique")
  func references() throws {
    var found: Set<String> = []
    func walk(_ value: JSONValue) {
      if let reference = value.object?["$ref"]?.string { found.insert(reference) }
      value.object?.members.forEach { walk($0.value) }
      value.array?.forEach(walk)
    }
    walk(.object(document))
    for reference in found {
      #expect(DocumentCheck.shared.resolved(["$ref": .string(reference)]) != nil, "\(reference)")
    }
    // Security schemes are named, not referred to.
    for kind in document["components"]?.object?.members ?? [] where kind.name != "securitySchemes" {
      for part in kind.value.object?.members ?? [] {
        #expect(found.contains("#/components/\(kind.name)/\(part.name)"), "\(part.name) is not used")
      }
    }
    let schemes = Set((document["components"]?.object?["securitySchemes"]?.object?.members ?? []).map(\.name))
    let named = (document["security"]?.array ?? []).flatMap { $0.object?.members.map(\.name) ?? [] }
    #expect(Set(named) == schemes && !schemes.isEmpty)
    let ids = try operations().values.compactMap { $0["operationId"]?.string }
    #expect(Set(ids).count == Endpoint.allCases.count)
  }

  @Test("Each parameter in a path's braces is documented, and described")
  func pathParameters() throws {
    for (operation, json) in try operations() {
      let parameters = (json["parameters"]?.array ?? []).compactMap(\.object)
      let inPath = parameters.filter { $0["in"] == "path" }.compactMap { $0["name"]?.string }
      #expect(operation.split(separator: "{").dropFirst().map { String($0.prefix { $0 != "}" }) } == inPath)
      for parameter in parameters { #expect(parameter["description"]?.string?.isEmpty == false) }
      #expect(json["description"]?.string?.isEmpty == false && json["summary"]?.string?.isEmpty == false)
    }
  }

  @Test("The example record is one")
  func examples() throws {
    #expect(try HistoryRecord(json: OpenAPIExamples.record).id.description == OpenAPIExamples.historyID)
    #expect(try HistoryRecord(json: OpenAPIExamples.record).json == OpenAPIExamples.record)
    _ = try HistoryRecord(json: OpenAPIExamples.newRecord)
  }
}

import Annals
import HTTPTypes
import Testing

@testable import AnnalsServer

/// Holds answers against the OpenAPI document: the status is documented, the media type is, and the members are those of the schema.
struct DocumentCheck {
  static let shared = DocumentCheck(document: OpenAPIDocument(configuration: .init()).json)

  let document: JSONObject

  func check(_ reply: Reply, to endpoint: Endpoint) throws {
    let operation = try #require(object(["paths", endpoint.documentPath(below: "/api/history"), endpoint.method.rawValue.lowercased()]))
    let name = "\(endpoint) \(reply.status)"
    // A path that leads to no resource is not of the template.
    if endpoint == .resourceHistory, reply.status == 404 { return }
    let response = try #require(
      operation["responses"]?.object?["\(reply.status)"].flatMap(resolved), "\(name) is not documented: \(reply.text.prefix(300))")
    let type = try #require(reply.headers[.contentType])
    let content = try #require(response["content"]?.object?[type]?.object, "\(name) with \(type) is not documented")
    guard type.contains("json") else { return }
    let schema = try #require(content["schema"].flatMap(resolved))
    check(.object(try reply.json), against: schema, at: name)
  }

  /// The object at a path of names.
  func object(_ path: [String]) -> JSONObject? {
    path.reduce(document) { object, name in object?[name]?.object }
  }

  /// The object that a value is or refers to.
  func resolved(_ value: JSONValue) -> JSONObject? {
    guard let reference = value.object?["$ref"]?.string else { return value.object }
    return object(reference.split(separator: "/").dropFirst().map(String.init))
  }

  private func check(_ value: JSONValue, against schema: JSONObject, at place: String) {
    if let types = schema["type"].map({ $0.array ?? [$0] }) {
      #expect(types.contains { $0.string == Self.type(of: value) }, "\(place) is \(value.kind)")
    }
    if let elements = value.array, let items = schema["items"].flatMap(resolved) {
      for (index, element) in elements.enumerated() { check(element, against: items, at: "\(place)[\(index)]") }
    }
    guard let object = value.object, let properties = schema["properties"]?.object else { return }
    for name in (schema["required"]?.array ?? []).compactMap(\.string) {
      #expect(object[name] != nil, "\(place) lacks \(name)")
    }
    for member in object.members {
      guard let property = properties[member.name].flatMap(resolved) else {
        Issue.record("\(place) has \(member.name), which is not documented")
        continue
      }
      check(member.value, against: property, at: "\(place).\(member.name)")
    }
  }

  private static func type(of value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool: "boolean"
    case .number(let number): number.int == nil ? "number" : "integer"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}

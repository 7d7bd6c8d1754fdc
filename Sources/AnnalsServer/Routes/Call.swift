import Annals
import Hummingbird

/// A request at its endpoint: who sent it, its query read, and its path as it came.
struct Call: Sendable {
  let endpoint: Endpoint
  let request: Request
  let visitor: Visitor
  let query: Query
  /// What records of access call it.
  let route: String
  /// What follows the fixed part of the path, as it came: nothing is decoded, joined or left out.
  let tail: Substring

  init(_ request: Request, at endpoint: Endpoint, below root: String, by visitor: Visitor) throws(Problem) {
    self.endpoint = endpoint
    self.request = request
    self.visitor = visitor
    route = endpoint.route
    query = try Query(request.uri.query, knowing: endpoint.parameters)
    guard endpoint.hasTail else {
      tail = ""
      return
    }
    guard let tail = endpoint.tail(of: request.uri.path, below: root) else {
      throw Problem(.notFound, "nothing is at this path: send \(endpoint.path(below: root)), without slashes doubled")
    }
    self.tail = tail
  }

  /// A page's request, which asks an endpoint's question.
  init(_ request: Request, asking endpoint: Endpoint, _ given: [String: String], of tail: Substring, by visitor: Visitor, route: String) {
    self.endpoint = endpoint
    self.request = request
    self.visitor = visitor
    self.route = route
    self.tail = tail
    query = Query(given: given)
  }

  /// The resource that the path names.
  func resource() throws(Problem) -> Resource {
    guard let slash = tail.utf8.firstIndex(of: UInt8(ascii: "/")) else {
      throw Problem(.notFound, "nothing is at this path: a resource has a type and an id, as in \(endpoint.template)")
    }
    return try Self.resource(type: tail[..<slash], id: tail[tail.utf8.index(after: slash)...])
  }

  private static func resource(type: Substring, id: Substring) throws(Problem) -> Resource {
    let id = try decode(id, "id")
    let name = try decode(type, "type")
    do throws(HistoryError) {
      return try Resource(type: ResourceType(name), id: id)
    } catch {
      let isType = error.code == .invalidResourceType
      throw Problem(
        error, parameter: isType ? "type" : "id", value: isType ? name : id,
        expected: isType ? QueryParameter.resourceType.expected : "1 to 1,024 bytes in UTF-8, percent-encoded")
    }
  }

  /// A part of the path, decoded. Throws a problem where it is not percent-encoded UTF-8.
  static func decode(_ text: Substring, _ name: String) throws(Problem) -> String {
    guard let decoded = PercentCoding.decode(text, plus: .plus) else {
      throw Problem(
        .invalidPath, "\(name) is not percent-encoded UTF-8: send % as %25, and other characters by their bytes in UTF-8", parameter: name,
        value: String(text))
    }
    return decoded
  }
}

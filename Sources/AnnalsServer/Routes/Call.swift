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

import Annals
import HTTPTypes

/// What the server can be asked for, as an OpenAPI 3.1 document: made from the same endpoints and parameters that the router and the handlers
/// use, so that it cannot say something else.
struct OpenAPIDocument {
  let configuration: HistoryRoutesConfiguration

  /// The document.
  var json: JSONObject {
    [
      "openapi": "3.1.0",
      "info": [
        "title": "Annals",
        "version": "1.0.0",
        "summary": "The history of what happens to data: who did what, when, why, and what it looked like before and after.",
        "description": .string(Self.overview),
        "license": ["name": "Apache 2.0", "identifier": "Apache-2.0"],
      ],
      "servers": [["url": "/"]],
      "tags": [
        ["name": "history", "description": "Ask what happened."],
        ["name": "records", "description": "Send records from services in any language."],
        ["name": "upkeep", "description": "Remove what is old."],
        ["name": "alerts", "description": "See what rules found, and handle it."],
        ["name": "recovery", "description": "Put back what was lost: plan it, look at it, apply it."],
        ["name": "server", "description": "How the server is, and what it can do."],
      ],
      "security": security,
      "paths": .object(paths),
      "components": [
        "securitySchemes": .object(Self.securitySchemes),
        "schemas": .object(OpenAPISchemas.all), "responses": .object(OpenAPIResponses.shared), "headers": .object(OpenAPIResponses.headers),
      ],
    ]
  }

  /// Operations by path; endpoints that share a path stand together.
  private var paths: JSONObject {
    var paths = JSONObject()
    for endpoint in Endpoint.allCases {
      let operation = OpenAPIOperation(endpoint: endpoint, configuration: configuration)
      let path = endpoint.documentPath(below: configuration.rootPath)
      var item = paths[path]?.object ?? [:]
      item[endpoint.method.rawValue.lowercased()] = .object(operation.json)
      paths[path] = .object(item)
    }
    return paths
  }

  /// One of the schemes; or nothing, where everyone may do everything.
  private var security: JSONValue { .array([["bearer": []], ["apiKey": []]] + (configuration.access.isOn ? [] : [[:]])) }

  private static let securitySchemes: JSONObject = [
    "bearer": [
      "type": "http", "scheme": "bearer",
      "description": "An API key (`annals_…`), or a token of an identity provider that the server knows.",
    ],
    "apiKey": ["type": "apiKey", "in": "header", "name": .string(KeyAuthenticator.header), "description": "An API key (`annals_…`)."],
  ]

  private static let overview = """
    Lists are pages, newest first, with an opaque `next_cursor`. Errors are problems (RFC 9457) whose `code` is stable. Numbers in states keep \
    every digit. Each GET route answers HEAD too, each route answers OPTIONS with `Allow`, and other methods are answered with 405. Answers of \
    a kilobyte and more are packed for clients that accept gzip. The query is read as forms write it: a space is `+` or `%20`, a plus is \
    `%2B`. An unknown, repeated or empty parameter is refused with 400. What one may not see is not there: lists, counts and single records hold \
    only what lies in the scope of who asks, and without its hidden fields.
    """
}

extension Endpoint {
  /// The whole path, its parameters in braces.
  func documentPath(below root: String) -> String { (Self.ofServer.contains(self) ? "" : root) + template }
}

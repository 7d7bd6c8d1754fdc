import Mustache

/// What a template shows, by name. What is `nil` is not there, and is not looked for further out.
struct View: MustacheParent, Sendable, ExpressibleByDictionaryLiteral {
  private var values: [String: any Sendable]

  init(dictionaryLiteral elements: (String, (any Sendable)?)...) {
    values = [:]
    for (name, value) in elements { values[name] = value ?? Nothing() }
  }

  subscript(name: String) -> (any Sendable)? {
    get { values[name] }
    set { values[name] = newValue ?? Nothing() }
  }

  func child(named name: String) -> Any? { values[name] }

  private struct Nothing: MustacheCustomRenderable {
    var renderText: String { "" }
    var isNull: Bool { true }
  }
}

import SwiftSyntax

/// The function of the service that reads a resource's state.
struct StateSource {
  private let name: FunctionName
  /// What stands before the name so that a parameter of the same name does not hide it.
  private let qualifier: String

  /// Reads `state:`, or gives `nil` where it is not given.
  init?(_ arguments: TrackArguments, _ function: TrackedFunction, kind: TrackedKind?, id: IDSource?) throws(TrackProblem) {
    guard let text = arguments[.state] else { return nil }
    func problem(_ sentence: String, _ fixes: [TrackFix] = []) -> TrackProblem {
      TrackProblem(.state, at: text.node, sentence, fixes: fixes)
    }
    let removal = arguments.fix(removing: .state)
    guard let name = FunctionName(text.value) else {
      throw problem("\"\(text.value)\" names no function of one argument: write its name, such as \"load\" or \"find(id:)\"")
    }
    if name.names(function) {
      throw problem("'\(name.base)' is the tracked function, which would call itself without end: name one that only reads", [removal])
    }
    if kind == .read { throw problem("a read changes no state: leave state: out", [removal]) }
    if case .returned = id {
      throw problem("where the returned value has the id, it is the state too: leave state: out", [removal])
    }
    if let specifier = function.rethrowsSpecifier {
      throw problem(
        "a state cannot be read in a function that rethrows: make it throw, or leave state: out",
        [TrackFix("write throws", replace: specifier, with: specifier.with(\.tokenKind, .keyword(.throws))), removal])
    }
    self.name = name
    qualifier = function.isInType && function.hides(name.head) ? "self." : ""
  }

  /// The function's call with this argument.
  func call(with id: String) -> String { qualifier + name.call(with: id) }
}

/// The name of a function of one argument, perhaps with a path before it and with its label: `table.find(id:)`.
private struct FunctionName {
  /// The name that the path begins with.
  let head: String
  /// Whose function it is, where that is said.
  private let owner: String?
  let base: String
  private let code: String
  private let label: String?

  init?(_ text: String) {
    var name = text[...]
    var label: String?
    if text.hasSuffix(":)"), let opening = text.firstIndex(of: "(") {
      let inside = String(text[text.index(after: opening)...].dropLast(2))
      guard ValuePath.isName(inside) else { return nil }
      (name, label) = (text[..<opening], inside)
    }
    guard let path = ValuePath(String(name)), path.head != "$0" else { return nil }
    code = String(name)
    head = path.head
    owner = path.members.isEmpty ? nil : ([path.head] + path.members.dropLast()).joined(separator: ".")
    base = (path.members.last ?? path.head).filter { $0 != "`" }
    self.label = label
  }

  /// Whether this is the tracked function; without a label, any function of that name is.
  func names(_ function: TrackedFunction) -> Bool {
    guard base == function.name, [nil, "self", "Self"].contains(owner) else { return false }
    return label.map { "\(base)(\($0):)" == function.fullName } ?? true
  }

  func call(with argument: String) -> String {
    label.map { $0 == "_" ? "\(code)(\(argument))" : "\(code)(\($0): \(argument))" } ?? "\(code)(\(argument))"
  }
}

import SwiftSyntax

/// Where the resource's id comes from.
enum IDSource {
  /// An expression that is known before the body runs, and the parameter that it begins with.
  case given(code: String, parameter: String?)
  /// A path from the returned value, with its dots; empty where the value itself is the id.
  case returned(path: String)

  init(_ arguments: TrackArguments, _ function: TrackedFunction, kind: TrackedKind?) throws(TrackProblem) {
    let choices = Choices(arguments: arguments, function: function, kind: kind)
    if let text = arguments[.id] {
      self = try Self.named(text, choices)
    } else {
      self = try Self.firstParameter(choices)
    }
  }

  private static func firstParameter(_ choices: Choices) throws(TrackProblem) -> IDSource {
    let function = choices.function
    guard let parameter = function.parameters.first else {
      throw TrackProblem(
        .id, at: function.node.name, "'\(function.fullName)' has no parameter for the resource's id: name what holds it with id:",
        fixes: choices.fixes)
    }
    guard let name = parameter.name, let code = parameter.reference else {
      throw TrackProblem(
        .id, at: parameter.node.firstName, "the first parameter is the resource's id, and the body cannot see it: give it a name",
        fixes: [TrackFix("name the parameter 'id'", replace: parameter.node, with: parameter.node.named("id"))] + choices.fixes)
    }
    if let reason = parameter.reasonAgainstID {
      throw TrackProblem(
        .id, at: parameter.node.type, "the first parameter, '\(name)', is \(reason), which is no clear id: name what holds the id with id:",
        fixes: choices.fixes)
    }
    return .given(code: code, parameter: name)
  }

  private static func named(_ text: TrackArguments.Text, _ choices: Choices) throws(TrackProblem) -> IDSource {
    let function = choices.function
    guard let path = ValuePath(text.value) else {
      throw TrackProblem(
        .id, at: text.node, "\"\(text.value)\" is no path of names: write one such as \"id\", \"prompt.id\" or \"$0.id\"",
        fixes: choices.fixes)
    }
    if path.head == "$0" { return try returned(path, text, choices) }
    if path.head == "self", function.isInType { return .given(code: "self\(path.tail)", parameter: nil) }
    guard let parameter = function.parameter(path.head), let name = parameter.name, let code = parameter.reference else {
      throw TrackProblem(
        .id, at: text.node, "'\(function.fullName)' has no parameter called '\(path.head)': name one of its own for the id",
        fixes: choices.fixes)
    }
    if path.tail.isEmpty, let reason = parameter.type.reasonAgainstID {
      throw TrackProblem(.id, at: text.node, "'\(name)' is \(reason), which is no id: name what holds one", fixes: choices.fixes)
    }
    return .given(code: code + path.tail, parameter: name)
  }

  private static func returned(
    _ path: ValuePath, _ text: TrackArguments.Text, _ choices: Choices
  ) throws(TrackProblem) -> IDSource {
    if let kind = choices.kind, kind != .create {
      throw TrackProblem(
        .id, at: text.node, "only what is created gets its id from the returned value: name a parameter for this \(kind.rawValue)",
        fixes: choices.fixes)
    }
    switch choices.function.result {
    case nil:
      throw TrackProblem(
        .id, at: text.node,
        "'\(choices.function.fullName)' returns nothing that could hold the id: name a parameter, or return the resource",
        fixes: choices.fixes)
    case .optional:
      throw TrackProblem(
        .id, at: text.node, "'\(choices.function.fullName)' may return nil, which holds no id: name a parameter, or throw instead",
        fixes: choices.fixes)
    default: return .returned(path: path.tail)
    }
  }
}

/// What could be the id of this function's resource.
private struct Choices {
  let arguments: TrackArguments
  let function: TrackedFunction
  let kind: TrackedKind?

  var fixes: [TrackFix] { texts.map { arguments.fix(.id, $0) } }

  private var texts: [String] {
    var texts: [String] = []
    for parameter in function.parameters where !UserSource.isUser(parameter) {
      guard let name = parameter.name else { continue }
      switch parameter.type {
      case .string, .text, .identifier: texts.append(name)
      case .named: texts.append("\(name).id")
      case .other, .optional: break
      }
    }
    if kind == .create, arguments[.state] == nil {
      switch function.result {
      case .string, .text, .identifier: texts.append("$0")
      case .named: texts.append("$0.id")
      case .other, .optional, nil: break
      }
    }
    if texts.isEmpty, function.hasInstance { texts.append("self.id") }
    return texts
  }
}

extension FunctionParameterSyntax {
  /// The same parameter under a name that the body sees; its label stays.
  fileprivate func named(_ name: String) -> FunctionParameterSyntax {
    var parameter = self
    if firstName.tokenKind == .wildcard {
      parameter.firstName.trailingTrivia = .space
      parameter.secondName = .identifier(name)
    } else if firstName.text == name {
      parameter.firstName.trailingTrivia = []
      parameter.secondName = nil
    } else {
      parameter.secondName = .identifier(name)
    }
    return parameter
  }
}

extension TrackedParameter {
  /// Why the parameter is not taken for the id when nobody says so.
  fileprivate var reasonAgainstID: String? {
    if isInout { return "inout" }
    if case .named(let name) = type { return "a '\(name)'" }
    return type.reasonAgainstID
  }
}

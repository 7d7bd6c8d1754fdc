import SwiftSyntax

/// Who does it, as far as the function's parameters tell.
struct UserSource {
  /// The expression of the user's id, or `nil` where the context tells.
  let code: String?

  /// The names that a parameter for the user has, in the function or for its callers.
  private static let names: Set = ["user", "userID", "userId", "user_id", "actor", "by"]

  init(_ arguments: TrackArguments, _ function: TrackedFunction, id: IDSource?) throws(TrackProblem) {
    var others = function.parameters
    if case .given(_, let name?) = id { others.removeAll { $0.name == name } }
    if let text = arguments[.user] {
      code = try Self.named(text, function, Self.fixes(arguments, others) + [arguments.fix(removing: .user)])
      return
    }
    let users = others.filter(Self.isUser)
    guard users.count <= 1 else {
      throw TrackProblem(
        .user, at: function.node.signature.parameterClause,
        "more than one parameter could be who does it: name one of \(users.compactMap(\.name).joined(separator: ", ")) with user:",
        fixes: Self.fixes(arguments, users))
    }
    code = users.first.flatMap { user in user.reference.flatMap { user.type.user($0) } }
  }

  /// Whether a parameter is taken for the user when nobody says so: by its name, if its type can name a user.
  static func isUser(_ parameter: TrackedParameter) -> Bool {
    let called = names.intersection([parameter.name, parameter.label].compactMap { $0 })
    guard parameter.name != nil, !called.isEmpty else { return false }
    return switch parameter.type {
    case .string, .text, .optional(.string), .optional(.text): true
    // `by amount: Int` counts something; `user: Int` is one.
    case .identifier, .optional(.identifier): called != ["by"]
    case .named, .other, .optional: false
    }
  }

  private static func named(
    _ text: TrackArguments.Text, _ function: TrackedFunction, _ fixes: [TrackFix]
  ) throws(TrackProblem) -> String {
    guard let path = ValuePath(text.value), path.head != "$0" else {
      throw TrackProblem(
        .user, at: text.node, "\"\(text.value)\" is no path of names: write one such as \"user\" or \"request.user\"", fixes: fixes)
    }
    if path.head == "self", function.isInType { return "self\(path.tail)" }
    guard let parameter = function.parameter(path.head), let name = parameter.name, let code = parameter.reference else {
      throw TrackProblem(
        .user, at: text.node,
        "'\(function.fullName)' has no parameter called '\(path.head)': name one that says who does it, or leave user: out", fixes: fixes)
    }
    guard path.tail.isEmpty else { return code + path.tail }
    guard let user = parameter.type.user(code) else {
      throw TrackProblem(
        .user, at: text.node, "'\(name)' is \(parameter.type.reasonAgainstID ?? "no text"), which names no user: name a text or an id",
        fixes: fixes)
    }
    return user
  }

  /// Names each parameter that could be the user.
  private static func fixes(_ arguments: TrackArguments, _ parameters: [TrackedParameter]) -> [TrackFix] {
    parameters.compactMap { parameter in
      guard let name = parameter.name else { return nil }
      return switch parameter.type {
      case .string, .text, .optional(.string), .optional(.text): arguments.fix(.user, name)
      default: isUser(parameter) ? arguments.fix(.user, name) : nil
      }
    }
  }
}

extension ParameterType {
  /// The code of a user's id from a parameter of this type, or `nil` where it cannot name a user.
  fileprivate func user(_ code: String) -> String? {
    switch self {
    case .string, .named, .optional(.string), .optional(.named): code
    case .text: "String(\(code))"
    case .optional(.text): "\(code).map { String($0) }"
    case .identifier: "\(code).description"
    case .optional(.identifier): "\(code)?.description"
    case .other, .optional: nil
    }
  }
}

import SwiftSyntax

/// A parameter of the tracked function.
struct TrackedParameter {
  /// The name that callers write, or `nil` for `_`.
  let label: String?
  /// The name that the body knows it by, or `nil` for `_`.
  let name: String?
  let type: ParameterType
  let isInout: Bool
  let node: FunctionParameterSyntax

  init(_ node: FunctionParameterSyntax, _ constraints: GenericConstraints) {
    label = Self.name(node.firstName)
    name = Self.name(node.secondName ?? node.firstName)
    let specifiers = node.type.as(AttributedTypeSyntax.self)?.specifiers.map(\.trimmedDescription) ?? []
    isInout = specifiers.contains("inout")
    if node.ellipsis != nil {
      type = .other("a list of values")
    } else if specifiers.contains("isolated") {
      type = .other("an actor")
    } else {
      type = ParameterType(node.type, constraints)
    }
    self.node = node
  }

  private static func name(_ token: TokenSyntax) -> String? {
    token.tokenKind == .wildcard ? nil : token.identifier?.name ?? token.text
  }

  /// The name as code: in backticks where it is a keyword.
  var reference: String? {
    guard name != nil else { return nil }
    return (node.secondName ?? node.firstName).trimmedDescription
  }
}

import SwiftSyntax

/// What the macro has to know of the function that it is attached to.
struct TrackedFunction {
  let node: FunctionDeclSyntax
  let body: CodeBlockSyntax
  let parameters: [TrackedParameter]
  /// What the function returns, or `nil` where that is nothing.
  let result: ParameterType?
  /// The types around it, or none for a free function.
  let isInType: Bool
  /// Whether `self` is an instance.
  let hasInstance: Bool

  init(
    _ declaration: some DeclSyntaxProtocol & WithOptionalCodeBlockSyntax, _ attribute: AttributeSyntax, in lexicalContext: [Syntax]
  ) throws(TrackProblem) {
    guard let node = declaration.as(FunctionDeclSyntax.self) else {
      throw TrackProblem(
        .notAFunction, at: attribute,
        "@TrackHistory tracks functions, not \(Self.kind(of: declaration)): call history.track(…) { … } inside, or track a function")
    }
    guard let body = node.body else {
      throw TrackProblem(
        .noBody, at: node.name, "'\(node.name.text)' has no body to track: put @TrackHistory on the functions that implement it")
    }
    let constraints = GenericConstraints(node, in: lexicalContext)
    self.node = node
    self.body = body
    parameters = node.signature.parameterClause.parameters.map { TrackedParameter($0, constraints) }
    let type = node.signature.returnClause?.type
    let isVoid = type.map { ["Void", "()", "Swift.Void"].contains($0.trimmedDescription) } ?? true
    result = isVoid ? nil : type.map { ParameterType($0, constraints) }
    isInType = lexicalContext.contains { $0.asProtocol((any DeclGroupSyntax).self) != nil }
    let isStatic = node.modifiers.contains { ["static", "class"].contains($0.name.text) }
    hasInstance = lexicalContext.first?.asProtocol((any DeclGroupSyntax).self) != nil && !isStatic
  }

  private static func kind(of declaration: some DeclSyntaxProtocol) -> String {
    switch declaration.kind {
    case .initializerDecl: "initializers"
    case .deinitializerDecl: "deinitializers"
    case .accessorDecl: "accessors"
    default: "other declarations"
    }
  }

  /// The function's name without backticks.
  var name: String { node.name.identifier?.name ?? node.name.text }
  /// The name with its labels: `find(id:)`.
  var fullName: String { "\(name)(\(parameters.map { ($0.label ?? "_") + ":" }.joined()))" }
  var isAsync: Bool { node.signature.effectSpecifiers?.asyncSpecifier != nil }
  var rethrowsSpecifier: TokenSyntax? {
    guard let specifier = node.signature.effectSpecifiers?.throwsClause?.throwsSpecifier else { return nil }
    return specifier.tokenKind == .keyword(.rethrows) ? specifier : nil
  }

  /// The parameter with this name in the body or, if there is none, for callers.
  func parameter(_ name: String) -> TrackedParameter? {
    parameters.first { $0.name == name } ?? parameters.first { $0.label == name && $0.name != nil }
  }

  /// Whether the body knows a parameter by this name.
  func hides(_ name: String) -> Bool { parameters.contains { $0.name == name } }

  /// The kind that is given or, if none is, that the name says.
  func kind(_ arguments: TrackArguments) throws(TrackProblem) -> TrackedKind {
    if let kind = try arguments.kind() ?? TrackedKind(functionName: name) { return kind }
    throw TrackProblem(
      .unknownKind, at: node.name,
      "the name '\(name)' does not say whether it creates, updates, deletes or reads: give the kind, such as @TrackHistory(…, .update)",
      fixes: TrackedKind.allCases.map { arguments.fix(kind: $0) })
  }
}

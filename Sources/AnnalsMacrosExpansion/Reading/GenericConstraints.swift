import SwiftSyntax

/// What the generic parameters in scope are constrained to, by their names.
struct GenericConstraints {
  private var names: [String: [String]] = [:]

  subscript(_ parameter: String) -> [String]? { names[parameter] }

  /// The constraints of a function and of the types around it, the innermost first.
  init(_ function: FunctionDeclSyntax, in lexicalContext: [Syntax]) {
    add(function.genericParameterClause, function.genericWhereClause)
    for node in lexicalContext {
      guard let generic = node.asProtocol((any WithGenericParametersSyntax).self) else { continue }
      add(generic.genericParameterClause, generic.genericWhereClause)
    }
  }

  private mutating func add(_ clause: GenericParameterClauseSyntax?, _ requirements: GenericWhereClauseSyntax?) {
    var added: [String: [String]] = [:]
    for parameter in clause?.parameters ?? [] { added[parameter.name.text] = parameter.inheritedType.map(Self.names(in:)) ?? [] }
    for requirement in requirements?.requirements ?? [] {
      guard case .conformanceRequirement(let conformance) = requirement.requirement else { continue }
      let name = conformance.leftType.trimmedDescription
      if added[name] != nil || names[name] != nil { added[name, default: []] += Self.names(in: conformance.rightType) }
    }
    names.merge(added) { inner, outer in inner + outer }
  }

  /// The names of the protocols that a constraint is composed of.
  static func names(in constraint: TypeSyntax) -> [String] {
    if let composition = constraint.as(CompositionTypeSyntax.self) { return composition.elements.flatMap { names(in: $0.type) } }
    if let member = constraint.as(MemberTypeSyntax.self) { return [member.name.text] }
    if let name = constraint.as(IdentifierTypeSyntax.self) { return [name.name.text] }
    return []
  }
}

public import SwiftSyntax
public import SwiftSyntaxMacros

/// `@TrackHistory`: wraps a function's body in `history.track(…) { … }`.
///
/// Where the attribute and the function's signature do not tell what to record, each problem is an error of its own and the body stays as it is.
public struct TrackHistoryBodyMacro: BodyMacro {
  /// The user's code keeps its own layout.
  public static var formatMode: FormatMode { .disabled }

  /// The tracked body.
  public static func expansion(
    of attribute: AttributeSyntax, providingBodyFor declaration: some DeclSyntaxProtocol & WithOptionalCodeBlockSyntax,
    in context: some MacroExpansionContext
  ) throws -> [CodeBlockItemSyntax] {
    var problems = Problems()
    if let expansion = expansion(of: attribute, on: declaration, in: context.lexicalContext, &problems) {
      return Array(expansion.statements)
    }
    for problem in problems.found { context.diagnose(problem.diagnostic) }
    return declaration.body.map { Array($0.statements) } ?? []
  }

  private static func expansion(
    of attribute: AttributeSyntax, on declaration: some DeclSyntaxProtocol & WithOptionalCodeBlockSyntax, in lexicalContext: [Syntax],
    _ problems: inout Problems
  ) -> TrackExpansion? {
    guard
      let function = problems.attempt(try TrackedFunction(declaration, attribute, in: lexicalContext)),
      let arguments = problems.attempt(try TrackArguments(attribute))
    else { return nil }
    let resourceType = problems.attempt(try arguments.resourceType())
    let kind = problems.attempt(try function.kind(arguments))
    let id = problems.attempt(try IDSource(arguments, function, kind: kind))
    let user = problems.attempt(try UserSource(arguments, function, id: id))
    let history = problems.attempt(try HistorySource(arguments, function))
    let state = problems.attempt(try StateSource(arguments, function, kind: kind, id: id))
    guard problems.found.isEmpty, let resourceType, let kind, let id, let user, let history, let state else { return nil }
    return TrackExpansion(
      function: function, resourceType: resourceType, kind: kind, id: id, user: user, history: history, state: state)
  }
}

/// The problems found so far.
private struct Problems {
  private(set) var found: [TrackProblem] = []

  /// What the part gives, or `nil` with its problem noted.
  mutating func attempt<Value>(_ part: @autoclosure () throws(TrackProblem) -> Value) -> Value? {
    do throws(TrackProblem) {
      return try part()
    } catch {
      found.append(error)
      return nil
    }
  }
}

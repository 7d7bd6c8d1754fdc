import SwiftSyntax
import SwiftSyntaxBuilder

/// The body that takes the place of a tracked function's own.
struct TrackExpansion {
  let function: TrackedFunction
  let resourceType: ExprSyntax
  let kind: TrackedKind
  let id: IDSource
  let user: UserSource
  let history: HistorySource
  let state: StateSource?

  var statements: CodeBlockItemListSyntax {
    let body = body
    let closure = body.isEmpty ? "{ \(signature) in }" : "{ \(signature) in\n\(body)\n  }"
    return "\(raw: "  \(keywords)\(history.code).track(\(arguments.joined(separator: ", "))) \(closure)")"
  }

  /// What stands before the call; what cannot throw has no `try`, which would be a warning.
  private var keywords: String {
    (function.result == nil ? "" : "return ") + (throwing == nil ? "" : "try ") + (function.isAsync ? "await " : "")
  }

  private var arguments: [String] {
    var arguments = [".\(kind.rawValue)", resourceType.description]
    switch id {
    case .given(let code, _): arguments.append("id: \(code)")
    case .returned(let path): arguments.append("id: { $0\(path) }")
    }
    if let user = user.code { arguments.append("user: \(user)") }
    if let state {
      // Without `stateID`, `try` or `await` would be a warning where the function does not need it.
      let call = function.isAsync ? "try await" : "try"
      arguments.append("state: { \(call) \(state.call(with: "HistoryService.stateID($0)")) }")
    }
    return arguments
  }

  /// The closure's type, which keeps a typed error typed and lets a single expression be returned without `return`.
  private var signature: String {
    ["()", function.isAsync ? "async" : nil, throwing, returning].compactMap { $0 }.joined(separator: " ")
  }

  private var throwing: String? {
    guard let clause = function.node.signature.effectSpecifiers?.throwsClause else { return nil }
    if function.rethrowsSpecifier != nil { return "throws" }
    return clause.type?.trimmedDescription == "Never" ? nil : clause.trimmedDescription
  }

  /// The closure's result, or nothing where only the compiler can name it: an opaque one is inferred.
  private var returning: String? {
    guard let type = function.node.signature.returnClause?.type else { return "-> Void" }
    if type.tokens(viewMode: .sourceAccurate).contains(where: { $0.tokenKind == .keyword(.some) }) { return nil }
    if let type = type.as(ImplicitlyUnwrappedOptionalTypeSyntax.self) { return "-> \(type.wrappedType.trimmedDescription)?" }
    if let type = type.as(AttributedTypeSyntax.self) { return "-> \(type.baseType.trimmedDescription)" }
    return "-> \(type.trimmedDescription)"
  }

  /// The function's own statements and comments, moved to stand in the closure.
  ///
  /// All lines move alike, so that texts of several lines stay what they are; where one stands too far to the left, none moves.
  private var body: String {
    let text = function.body.statements.description + function.body.rightBrace.leadingTrivia.description
    let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) } ?? text.startIndex
    var lines = text[..<end].split(separator: "\n", omittingEmptySubsequences: false)
    lines.removeFirst(lines.prefix { $0.allSatisfy(\.isWhitespace) }.count)
    let margin = lines.first?.prefix { $0 == " " || $0 == "\t" } ?? ""
    guard lines.allSatisfy({ $0.hasPrefix(margin) || $0.allSatisfy(\.isWhitespace) }) else { return lines.joined(separator: "\n") }
    return lines.map { $0.hasPrefix(margin) && $0 != margin ? "    " + $0.dropFirst(margin.count) : "" }.joined(separator: "\n")
  }
}

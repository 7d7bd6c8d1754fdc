import SwiftParser
import SwiftSyntax

/// The `HistoryService` that records.
struct HistorySource {
  let code: String

  init(_ arguments: TrackArguments, _ function: TrackedFunction) throws(TrackProblem) {
    guard let text = arguments[.history] else {
      code = try Self.inScope(function)
      return
    }
    var parser = Parser(text.value)
    let expression = ExprSyntax.parse(from: &parser)
    guard !expression.hasError, !text.value.allSatisfy(\.isWhitespace) else {
      throw TrackProblem(
        .history, at: text.node, "\"\(text.value)\" is no expression: write one that gives the HistoryService, such as \"Self.history\"",
        fixes: [arguments.fix(removing: .history)])
    }
    switch expression.kind {
    case .declReferenceExpr, .memberAccessExpr, .functionCallExpr, .subscriptCallExpr, .tupleExpr: code = expression.trimmedDescription
    default: code = "(\(expression.trimmedDescription))"
    }
  }

  /// `history` as the function sees it, past a parameter of that name.
  private static func inScope(_ function: TrackedFunction) throws(TrackProblem) -> String {
    guard let parameter = function.parameters.first(where: { $0.name == "history" }) else { return "history" }
    if case .named(let type) = parameter.type, type.hasSuffix("HistoryService") { return "history" }
    if function.isInType { return "self.history" }
    throw TrackProblem(
      .history, at: parameter.node,
      "the parameter 'history' hides the HistoryService: name the service with history:, or rename the parameter")
  }
}

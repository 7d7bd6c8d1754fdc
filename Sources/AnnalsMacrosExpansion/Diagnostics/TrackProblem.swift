import SwiftDiagnostics
import SwiftSyntax

/// Why a function cannot be tracked as it stands: an error at one node, with what to write instead.
struct TrackProblem: Error {
  /// The kind of problem; the id of its diagnostic.
  enum Code: String {
    case notAFunction = "not_a_function"
    case noBody = "no_body"
    case resourceType = "resource_type"
    case kind = "kind"
    case unknownKind = "unknown_kind"
    case argument = "argument"
    case id = "id"
    case user = "user"
    case state = "state"
    case history = "history"
  }

  let code: Code
  /// The exact place.
  let node: Syntax
  /// What is wrong, then what would be right.
  let sentence: String
  var fixes: [TrackFix] = []

  init(_ code: Code, at node: some SyntaxProtocol, _ sentence: String, fixes: [TrackFix] = []) {
    self.code = code
    self.node = Syntax(node)
    self.sentence = sentence
    self.fixes = fixes
  }

  var diagnostic: Diagnostic {
    let message = Message(message: sentence, id: code.rawValue)
    return Diagnostic(node: node, message: message, fixIts: fixes.map { $0.fixIt(for: message) })
  }
}

/// One change of the source that solves a problem.
struct TrackFix {
  let sentence: String
  let old: Syntax
  let new: Syntax

  init(_ sentence: String, replace old: some SyntaxProtocol, with new: some SyntaxProtocol) {
    self.sentence = sentence
    self.old = Syntax(old)
    self.new = Syntax(new)
  }

  fileprivate func fixIt(for message: Message) -> FixIt {
    FixIt(message: Message(message: sentence, id: message.id), changes: [.replace(oldNode: old, newNode: new)])
  }
}

private struct Message: DiagnosticMessage, FixItMessage {
  let message: String
  let id: String
  var severity: DiagnosticSeverity { .error }
  var diagnosticID: MessageID { MessageID(domain: "Annals", id: id) }
  var fixItID: MessageID { diagnosticID }
}

import AnnalsMacrosExpansion
import SwiftDiagnostics
import SwiftParser
import SwiftSyntax
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros
import SwiftSyntaxMacrosGenericTestSupport
import Testing

private let macros = ["TrackHistory": MacroSpec(type: TrackHistoryBodyMacro.self)]

/// Expects this code to become that, without a problem.
func expectExpansion(_ source: String, _ expanded: String, location: Testing.SourceLocation = #_sourceLocation) {
  assertMacroExpansion(source, expandedSource: expanded, macroSpecs: macros, indentationWidth: .spaces(2)) { failure in
    Issue.record("\(failure.message)", sourceLocation: location)
  }
}

/// What the macro says about a piece of code.
struct Finding: Equatable, CustomStringConvertible {
  /// The text that it points at.
  let place: String
  let message: String
  /// The whole code after each fix-it alone.
  let fixed: [String]

  var description: String { "at \(place): \(message)" + fixed.map { "\n-> \($0)" }.joined() }
}

/// Expands a piece of code, and gives the problems that the macro finds in it.
func findings(_ source: String) -> [Finding] {
  let tree = Parser.parse(source: source)
  let context = BasicMacroExpansionContext(sourceFiles: [tree: .init(moduleName: "Test", fullFilePath: "Test.swift")])
  _ = tree.expand(macroSpecs: macros) {
    BasicMacroExpansionContext(sharingWith: context, lexicalContext: $0.allMacroLexicalContexts())
  }
  return context.diagnostics.map { diagnostic in
    let fixed = diagnostic.fixIts.map { applied($0.changes, to: source, in: context) }
    return Finding(place: diagnostic.node.trimmedDescription, message: diagnostic.message, fixed: fixed)
  }
}

private func applied(_ changes: [FixIt.Change], to source: String, in context: BasicMacroExpansionContext) -> String {
  var text = Array(source.utf8)
  for case .replace(let old, let new) in changes {
    let start = context.location(for: old.position, anchoredAt: old, fileName: "").offset
    text.replaceSubrange(start..<start + old.totalLength.utf8Length, with: Array(new.description.utf8))
  }
  return String(decoding: text, as: UTF8.self)
}

/// Expects one problem in a piece of code: at this place, in these words, and solved by each of these changed codes.
func expectProblem(
  _ source: String, at place: String, _ message: String, fixed: [String] = [], location: Testing.SourceLocation = #_sourceLocation
) {
  let found = findings(source)
  #expect(found == [Finding(place: place, message: message, fixed: fixed)], sourceLocation: location)
  for code in fixed { #expect(findings(code) == [], "a fix leaves a problem", sourceLocation: location) }
}

import AnnalsMacrosExpansion
import SwiftCompilerPlugin
import SwiftSyntax
import SwiftSyntaxMacros

/// What the compiler starts to expand `@TrackHistory`.
///
/// A test that depends on a macro target makes SwiftPM build the whole package a second time, for the host; so the expansion, which is tested,
/// is a library, and the plugin only leads to it.
@main
struct Plugin: CompilerPlugin {
  let providingMacros: [any Macro.Type] = [TrackHistoryMacro.self]
}

/// `TrackHistoryBodyMacro` by the name that the compiler asks this plugin for.
struct TrackHistoryMacro: BodyMacro {
  static var formatMode: FormatMode { TrackHistoryBodyMacro.formatMode }

  static func expansion(
    of attribute: AttributeSyntax, providingBodyFor declaration: some DeclSyntaxProtocol & WithOptionalCodeBlockSyntax,
    in context: some MacroExpansionContext
  ) throws -> [CodeBlockItemSyntax] {
    try TrackHistoryBodyMacro.expansion(of: attribute, providingBodyFor: declaration, in: context)
  }
}

import Annals
import ArgumentParser

/// Which part of a list is shown, and how.
struct ListOptions: ParsableArguments {
  @Option(help: "How many records, 1 to 1000 (default: 50 for history, 100 for recent).")
  var limit: Int?

  @Option(help: "Go on where a page ended.", transform: { try Cursor($0) })
  var cursor: Cursor?

  @Flag(help: "All records, page after page.")
  var all = false

  @Flag(help: "Put texts that are shown cut back whole.")
  var full = false

  @Flag(help: "Show each record's history id, as \"annals show\" takes it.")
  var ids = false

  @Flag(help: "Records as JSON, one a line, as \"annals import\" reads them.")
  var json = false

  @OptionGroup var color: ColorOptions

  func validate() throws {
    if all, limit != nil { throw ValidationError("--all and --limit exclude each other: leave one of them out") }
    if let limit, !PageRequest.limits.contains(limit) {
      throw ValidationError("--limit is \(limit): give 1 to \(PageRequest.limits.upperBound), or --all")
    }
  }
}

/// When output for a person is coloured.
struct ColorOptions: ParsableArguments {
  @Option(help: ArgumentHelp("When to use colour. NO_COLOR in the environment turns it off.", valueName: "when"))
  var color: ColorChoice = .auto

  /// The colours of the output.
  var palette: Palette { Palette(color) }
}

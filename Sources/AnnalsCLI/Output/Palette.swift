import Annals
import ArgumentParser
import Foundation

/// When output is coloured.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
  case auto
  case always
  case never
}

/// The colours of output, or none.
struct Palette {
  let isColored: Bool

  /// Colours where they were asked for, else on a terminal that has them, unless `NO_COLOR` is set (no-color.org).
  init(
    _ choice: ColorChoice, isTerminal: Bool = Console.isTerminal(1), environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    switch choice {
    case .always: isColored = true
    case .never: isColored = false
    case .auto: isColored = isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }
  }

  /// A kind of operation in its colour.
  func paint(_ text: String, as kind: OperationKind) -> String {
    switch kind {
    case .create: paint(text, "32")
    case .update: paint(text, "33")
    case .delete: paint(text, "31")
    case .read: paint(text, "36")
    }
  }

  /// A failure.
  func paintFailure(_ text: String) -> String { paint(text, "1;31") }

  /// What was added.
  func paintAdded(_ text: String) -> String { paint(text, "32") }

  /// What was removed.
  func paintRemoved(_ text: String) -> String { paint(text, "31") }

  /// A heading.
  func paintHeading(_ text: String) -> String { paint(text, "1") }

  private func paint(_ text: String, _ code: String) -> String { isColored ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text }
}

public import Annals

/// Gives notices as JSON to a command, on its standard input; it has taken one that it ends with status 0 for.
public struct CommandDelivery: AlertDelivery {
  /// What rules call it.
  public let name: String
  private let words: [String]

  /// A delivery to a program with arguments; one without a slash is looked for in `PATH`.
  public init(_ name: String, _ words: [String]) {
    self.name = name
    self.words = words
  }

  /// `command`.
  public var kind: String { "command" }

  /// Runs the command. Throws ``AlertDeliveryError`` unless it ends with status 0.
  public func deliver(_ notice: AlertNotice) async throws {
    try await CommandRun(words: words, environment: ["ANNALS_NOTICE": notice.id]).run(Array(JSONWriter.text(of: notice.json).utf8) + [0x0A])
  }
}

import Foundation

/// A state of about 1 KB as JSON, as a service has them: texts, numbers, a date, a list and an object.
struct Prompt: Codable, Sendable {
  struct Settings: Codable, Sendable {
    var model: String
    var temperature: Double
    var tokenCount: Int
    var isStreaming: Bool
  }

  var id: String
  var name: String
  var version: Int
  var status: String
  var author: String
  var changed: Date
  var tags: [String]
  var settings: Settings
  var template: String

  /// A prompt whose id, version and text follow from a number.
  static func sample(_ number: Int) -> Prompt {
    Prompt(
      id: "prompt-\(number)", name: "Summarise the minutes of a meeting, take \(number)", version: number % 40, status: "active",
      author: "author-\(number % 100)@example.org", changed: Date(timeIntervalSince1970: 1_760_000_000 + Double(number)),
      tags: ["summary", "meeting", "minutes", "internal"],
      settings: Settings(model: "small-2025-10", temperature: 0.2, tokenCount: 2048, isStreaming: number.isMultiple(of: 2)),
      template: template)
  }

  private static let template = """
    You read the minutes of a meeting and write a summary for people who were not there. Begin with what was decided, each decision in one \
    sentence with the name of who carries it out and the day by which it is done. Then list what stayed open, with the reason and with who \
    takes it up at the next meeting. Leave out greetings, the order of speeches and everything that led to nothing. Do not guess: where the \
    minutes do not tell a name or a day, write "not said". Keep numbers, amounts and titles as they stand in the minutes.
    Write at most two hundred words, in the language of the minutes, in plain sentences without bullet points inside of bullet points.
    """
}

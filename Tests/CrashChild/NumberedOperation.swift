package import Annals

/// An operation that is known by its number, which also says what its state is.
package struct NumberedOperation: Sendable {
  /// The resources' type.
  package static let type = "SOAK"
  /// The operation's number.
  package let number: Int

  /// The operation with a number.
  package init(_ number: Int) { self.number = number }

  /// The resource's id.
  package var id: String { "\(number)" }

  /// The state: the number, and a text that is mostly short, at times longer than a small segment, and rarely so long that it is cut.
  package var state: JSONObject {
    ["number": .number(JSONNumber(number)), "text": .string(String(repeating: "text \(number % 10) ", count: length))]
  }

  /// Whether a record's state is this operation's.
  package func matches(_ record: HistoryRecord) -> Bool {
    guard let after = record.after, after["number"]?.number?.int == number, let text = after["text"] else { return false }
    return length == Self.longest || text == state["text"]
  }

  private static let longest = 8_000

  private var length: Int { number % 997 == 0 ? Self.longest : number % 97 == 0 ? 560 : number &* 31 % 40 }
}

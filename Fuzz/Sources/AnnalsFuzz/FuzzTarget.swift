@testable import Annals

/// A part that reads bytes of others, and what holds for it whatever they are.
enum FuzzTarget: String, CaseIterable {
  case record
  case cursor
  case redactor
  case json
  case journal
  case dynamodb
  case token

  /// Runs the part on bytes. Ends the process where a promise does not hold.
  func run(_ bytes: [UInt8]) {
    switch self {
    case .record: RecordTarget.run(bytes)
    case .cursor: CursorTarget.run(bytes)
    case .redactor: RedactorTarget.run(bytes)
    case .json: JSONTarget.run(bytes)
    case .journal: JournalTarget.run(bytes)
    case .dynamodb: DynamoDBTarget.run(bytes)
    case .token: TokenTarget.run(bytes)
    }
  }
}

/// A promise of the part that is run; libFuzzer keeps the bytes that break it.
func promise(_ holds: Bool, _ sentence: String) {
  precondition(holds, sentence)
}

/// JSON text of a value.
func text(_ value: JSONValue) -> [UInt8] { Array(JSONWriter.text(of: value).utf8) }

import Annals
import AnnalsDynamoDB
import AnnalsSQLite
import Foundation

/// Where history is kept, as a setting says it: `sqlite:PATH`, `dynamodb:TABLE` or `memory:`.
enum StoreAddress: Hashable, Sendable, CustomStringConvertible {
  case sqlite(path: String)
  case dynamodb(table: String)
  case memory

  /// What a command does with the store.
  enum Use {
    /// Only reads; the store must be there.
    case reading
    /// Reads and writes; a file is made where there is none.
    case writing
    /// Only adds records, and so needs no permission to read; a file is made where there is none.
    case recording
  }

  /// The forms that can be given, for help and errors.
  static let forms = "sqlite:PATH, dynamodb:TABLE, or memory: for serve"

  /// Reads an address. Further stores begin here: a scheme, and how `open` turns it into a store.
  init(_ text: String) throws(SettingProblem) {
    guard let colon = text.firstIndex(of: ":") else {
      throw SettingProblem("begin with a scheme: sqlite:PATH keeps history in the file PATH, dynamodb:TABLE in a table of DynamoDB")
    }
    let rest = String(text[text.index(after: colon)...])
    switch text[..<colon].lowercased() {
    case "sqlite":
      guard !rest.isEmpty else { throw SettingProblem("give the path of the file after sqlite:") }
      self = .sqlite(path: rest.hasPrefix("~/") ? (rest as NSString).expandingTildeInPath : rest)
    case "dynamodb":
      guard !rest.isEmpty else { throw SettingProblem("give the name of the table, or its ARN, after dynamodb:") }
      self = .dynamodb(table: rest)
    case "memory":
      guard rest.isEmpty else { throw SettingProblem("give memory: alone, nothing after it") }
      self = .memory
    default: throw SettingProblem("give \(Self.forms)")
    }
  }

  /// Whether reading it is work for this machine rather than waiting for another.
  var isOnThisMachine: Bool { if case .dynamodb = self { false } else { true } }

  /// The address as it is given.
  var description: String {
    switch self {
    case .sqlite(let path): "sqlite:\(path)"
    case .dynamodb(let table): "dynamodb:\(table)"
    case .memory: "memory:"
    }
  }
}

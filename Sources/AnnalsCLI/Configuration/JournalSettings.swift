import Annals
import Foundation

/// Where `serve` keeps records on its disk until the store has them, how safely, and how many.
struct JournalSettings: Hashable, Sendable {
  /// Which folder it is.
  enum Place: Hashable, Sendable, CustomStringConvertible {
    /// One beside the store's file, or named after the table.
    case standard
    /// None: records wait in memory.
    case off
    case folder(String)

    static let forms = "default, off, or a folder's path"

    init(_ text: String) throws(SettingProblem) {
      switch text.lowercased() {
      case "": throw SettingProblem("give \(Self.forms)")
      case "default": self = .standard
      case "off": self = .off
      default: self = .folder(text.hasPrefix("~/") ? (text as NSString).expandingTildeInPath : text)
      }
    }

    var description: String {
      switch self {
      case .standard: "default"
      case .off: "off"
      case .folder(let path): path
      }
    }
  }

  /// Which folder it is.
  var place = Place.standard
  /// When what was written is forced to the disk.
  var durability = Self.standard.durability
  /// Bytes on disk at most.
  var sizeLimit = Self.standard.sizeLimit

  private static let standard = JournalConfiguration(path: "")
}

extension JournalConfiguration.Durability {
  static let forms = "batch, never, or a time from 1ms to 1 day, as 200ms"

  init(setting text: String) throws(SettingProblem) {
    switch text.lowercased() {
    case "batch": self = .everyBatch
    case "never": self = .never
    default:
      guard let interval = Interval.read(text), interval > .zero, interval <= .seconds(86_400) else {
        throw SettingProblem("give \(Self.forms)")
      }
      self = .every(interval)
    }
  }

  /// As a setting writes it.
  var setting: String {
    switch self {
    case .everyBatch: "batch"
    case .never: "never"
    case .every(let interval): Interval.text(interval)
    }
  }
}

extension Settings {
  /// The journal of these settings; `nil` where it is off, and by default for a store in memory, which is gone with the process anyway.
  var journalConfiguration: JournalConfiguration? {
    let path: String
    switch (journal.place, store) {
    case (.off, _), (.standard, .memory): return nil
    case (.folder(let folder), _): path = folder
    // Unlike SQLite's own PATH-journal, which it removes.
    case (.standard, .sqlite(let file)): path = file + ".journal.d"
    case (.standard, .dynamodb(let table)): path = "annals-\(table.split(separator: "/").last ?? "table").journal.d"
    }
    var configuration = JournalConfiguration(path: path)
    configuration.durability = journal.durability
    configuration.sizeLimit = journal.sizeLimit
    return configuration
  }
}

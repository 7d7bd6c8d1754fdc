import Annals
import ArgumentParser

/// How the executable ends, for scripts.
enum ExitStatus: Int32 {
  /// Everything asked for was done.
  case done = 0
  /// The store is unavailable, lines were bad, a journal is damaged, or output could not be written.
  case failed = 1
  /// No record was found, or no journal.
  case nothingFound = 2
  /// Secrets were found that are still there.
  case secretsFound = 3
  /// Some resources were not put back, because of conflicts.
  case conflicts = 4
  /// An argument or a setting has no meaning (`EX_USAGE`).
  case usage = 64

  /// The table that every command's help ends with.
  static let help = """
    EXIT STATUS
      0    done
      1    failed: the store is unavailable, some lines were bad, a write failed,
           a journal is damaged
      2    nothing was found (history, recent, show, as-of, forget, undo), no plan,
           or no journal
      3    secrets were found (scan)
      4    some resources are not put back, because of conflicts (undo, restore)
      64   an argument or a setting has no meaning
    """

  /// What ArgumentParser ends with, without a message.
  var code: ExitCode { ExitCode(rawValue) }
}

/// A failure as a sentence and the status to end with.
struct CommandFailure: Error, CustomStringConvertible {
  let status: ExitStatus
  let description: String

  init(_ status: ExitStatus, _ description: String) {
    self.status = status
    self.description = description
  }

  /// A failure of the library, with the status that its code means.
  init(_ error: HistoryError) {
    self.init(error.code.isUsage ? .usage : .failed, error.description)
  }
}

extension HistoryError.Code {
  /// Whether what was given is wrong, rather than what was met.
  fileprivate var isUsage: Bool {
    switch self {
    case .invalidJSON, .invalidNumber, .invalidRecord, .invalidOperation, .invalidResourceType, .invalidResourceID, .invalidUser,
      .invalidTimestamp, .invalidToken, .invalidHistoryID, .invalidState, .invalidCursor, .invalidLimit, .invalidFilter,
      .invalidRetention, .invalidConfiguration, .invalidAccess, .invalidAlert, .invalidPlan:
      true
    default: false
    }
  }
}

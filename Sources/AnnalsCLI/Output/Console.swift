import Annals
import Foundation
import Logging
import Synchronization

/// What is told to a person beside the output: on standard error, a line at a time.
enum Console {
  private static let format = Mutex(LogFormat.text)

  /// Tells everything as a log of this format has it from now on, so that who reads the log line by line understands each.
  static func tell(as format: LogFormat) { Self.format.withLock { $0 = format } }

  /// Whether a descriptor is a terminal: 0 input, 1 output, 2 errors.
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Tells a failure: `annals: <sentence>`. What it quotes is without secrets: errors end in logs.
  static func complain(_ sentence: String) {
    let sentence = Sanitizer.withoutSecrets(sentence)
    let warning = "warning: "
    tell("annals: \(sentence)", as: sentence.hasPrefix(warning) ? .warning : .error)
  }

  /// Writes a line to standard error; control characters in it are shown, not obeyed.
  static func tell(_ line: String) { tell(line, as: .notice) }

  private static func tell(_ line: String, as level: Logger.Level) {
    switch format.withLock({ $0 }) {
    case .text: write(SafeText.escaped(line) + "\n")
    case .json: write(JSONLogHandler.line(at: .now, level, "annals", line))
    }
  }

  /// Writes text to standard error as it is.
  static func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }

  /// The columns of the terminal on standard output; `nil` when it is none, so that a script gets every character.
  static var width: Int? {
    guard isTerminal(1) else { return nil }
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}

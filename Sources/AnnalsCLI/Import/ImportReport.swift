import Annals
import Foundation

/// Tells a person how an import goes: progress and bad lines on standard error, and all bad lines in a file where one is given.
final class ImportReport {
  private let errors: ByteOutput?
  private let errorsPath: String?
  private var progressLine: ProgressLine

  /// A report; `errorsPath` names the file for all bad lines, which is made anew.
  init(errorsPath: String?, showsProgress: Bool = Console.isTerminal(2)) throws(CommandFailure) {
    self.errorsPath = errorsPath
    progressLine = ProgressLine(isShown: showsProgress)
    guard let errorsPath else {
      errors = nil
      return
    }
    let descriptor = open(errorsPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw CommandFailure(.failed, "\(errorsPath) cannot be written: \(SystemFailure.reason(errno))") }
    errors = ByteOutput(FileHandle(fileDescriptor: descriptor, closeOnDealloc: true), name: errorsPath)
  }

  /// Tells a bad line.
  func tell(_ line: BadLine, of path: String, isShown: Bool) throws {
    let text = "\(path):\(line.number): \(line.reason)"
    try errors?.write(line: SafeText.escaped(text))
    guard isShown else { return }
    progressLine.clear()
    Console.tell(text)
  }

  /// Tells what broke an input off.
  func tell(_ failure: CommandFailure) {
    progressLine.clear()
    Console.complain(failure.description)
  }

  /// Shows how far the import is.
  func progress(_ tally: ImportTally) { progressLine.update(tally.read) }

  /// Ends the report: how many bad lines were not told, and the file's rest.
  func finish(_ tally: ImportTally) throws {
    progressLine.clear()
    try errors?.finish()
    guard tally.untold > 0 else { return }
    let place = errorsPath.map { "they are in \($0)" } ?? "give --errors FILE to have them all"
    Console.complain("\(tally.untold.grouped) more bad \(tally.untold == 1 ? "line" : "lines"); \(place)")
  }
}

import Foundation

/// Keeps a journal to one process at a time.
enum JournalLock {
  /// Takes the lock and writes this process's id into its file. Throws `journalInUse` where another has it.
  static func take(_ file: any JournalFile, path: String) throws(HistoryError) {
    let holder: String?
    do throws(FileFailure) {
      holder = try self.holder(of: file)
    } catch {
      throw .journal(path, error)
    }
    guard let holder else { return }
    throw HistoryError(.journalInUse, "\(holder) uses the journal at \(path): stop it, or give this one a folder of its own")
  }

  /// Takes the lock where it is free; else who has it.
  private static func holder(of file: any JournalFile) throws(FileFailure) -> String? {
    guard try file.lock() else {
      let process = String(decoding: try file.bytes(from: 0, to: 20), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      return process.isEmpty ? "another process" : process == "\(getpid())" ? "this process" : "process \(process)"
    }
    try file.truncate(to: 0)
    try file.writeAll(Array("\(getpid())\n".utf8), at: 0)
    return nil
  }
}

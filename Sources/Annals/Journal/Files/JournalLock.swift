import Foundation

/// Keeps a journal to one process at a time.
enum JournalLock {
  /// How often the lock is tried for, a few milliseconds apart: who only asks for its holder has it for a moment too.
  private static let tries = 5

  /// Takes the lock and writes this process's id into its file. Throws `journalInUse` where another has it.
  static func take(_ file: any JournalFile, path: String) throws(HistoryError) {
    do throws(FileFailure) {
      for attempt in 1...tries {
        if try file.lock() { return try note(file) }
        if attempt < tries { usleep(5000) }
      }
    } catch {
      throw .journal(path, error)
    }
    let holder = holder(written: (try? file.bytes(from: 0, to: 20)) ?? [])
    throw HistoryError(.journalInUse, "\(holder) uses the journal at \(path): stop it, or give this one a folder of its own")
  }

  /// Who has the lock of a folder's journal, `nil` where nobody has.
  static func holder(at path: String) throws(FileFailure) -> String? {
    let descriptor = open("\(path)/\(JournalName.lock)", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw FileFailure("open", number: errno)
    }
    defer { close(descriptor) }
    // Shared, so that two who ask do not take each other for the holder.
    if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return nil }
    guard errno == EWOULDBLOCK else { throw FileFailure("flock", number: errno) }
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return holder(written: Array(bytes.prefix(max(0, count))))
  }

  private static func note(_ file: any JournalFile) throws(FileFailure) {
    try file.truncate(to: 0)
    try file.writeAll(Array("\(getpid())\n".utf8), at: 0)
  }

  private static func holder(written bytes: [UInt8]) -> String {
    let process = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    return process.isEmpty ? "another process" : process == "\(getpid())" ? "this process" : "process \(process)"
  }
}

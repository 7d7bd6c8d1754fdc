import Foundation

/// A file that appears whole or not at all: it is written under another name beside its place, and then takes it.
///
/// What is no ordinary file, such as `/dev/stdout` or a pipe, is written as it is.
struct AtomicFile {
  /// What to write to.
  let handle: FileHandle
  private let path: String
  private let temporary: String?

  /// Opens the file for writing. Throws where the folder does not let it.
  init(path: String) throws(CommandFailure) {
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    self.path = target
    var status = stat()
    let isOrdinary = stat(target, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    temporary = isOrdinary ? "\(target).\(ProcessInfo.processInfo.processIdentifier).part" : nil
    let flags = isOrdinary ? O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC : O_WRONLY | O_CLOEXEC
    let descriptor = open(temporary ?? target, flags, 0o666)
    guard descriptor >= 0 else { throw CommandFailure(.failed, "\(path) cannot be written: \(SystemFailure.reason(errno))") }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Puts the file in its place, on the disk.
  func commit() throws(CommandFailure) {
    guard let temporary else { return }
    guard fsync(handle.fileDescriptor) == 0, rename(temporary, path) == 0 else {
      throw CommandFailure(.failed, "\(path) cannot be written: \(SystemFailure.reason(errno))")
    }
  }

  /// Takes away what was written.
  func discard() {
    if let temporary { unlink(temporary) }
  }
}

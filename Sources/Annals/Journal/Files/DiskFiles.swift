import Foundation

/// A journal's folder on a disk.
package struct DiskFiles: JournalFiles {
  package let path: String

  /// The folder at a path.
  package init(path: String) { self.path = path }

  private func path(of name: String) -> String { "\(path)/\(name)" }

  package func makeFolder() throws(FileFailure) {
    if mkdir(path, 0o700) == 0 { return }
    guard errno == EEXIST else { throw FileFailure("mkdir", number: errno) }
    var status = stat()
    guard stat(path, &status) == 0 else { throw FileFailure("stat", number: errno) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw FileFailure("mkdir", number: ENOTDIR) }
  }

  package func names() throws(FileFailure) -> [String] {
    guard let folder = opendir(path) else { throw FileFailure("opendir", number: errno) }
    defer { closedir(folder) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw FileFailure("readdir", number: errno) }
    return names
  }

  package func open(_ name: String, _ access: FileAccess) throws(FileFailure) -> any JournalFile {
    let flags =
      switch access {
      case .read: O_RDONLY | O_CLOEXEC
      case .create: O_RDWR | O_CREAT | O_CLOEXEC
      }
    while true {
      let descriptor = Foundation.open(path(of: name), flags, 0o600)
      if descriptor >= 0 { return DiskFile(descriptor) }
      guard errno == EINTR else { throw FileFailure("open", number: errno) }
    }
  }

  package func rename(_ name: String, to newName: String) throws(FileFailure) {
    guard Foundation.rename(path(of: name), path(of: newName)) == 0 else { throw FileFailure("rename", number: errno) }
  }

  package func remove(_ name: String) throws(FileFailure) {
    guard unlink(path(of: name)) == 0 else { throw FileFailure("unlink", number: errno) }
  }

  package func syncFolder() throws(FileFailure) {
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure("open", number: errno) }
    defer { close(descriptor) }
    // Some file systems cannot sync a folder, and say so; they keep its changes by themselves.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw FileFailure("fsync", number: errno) }
  }
}

/// An open file on a disk.
private final class DiskFile: JournalFile {
  private let descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileFailure) -> Int {
    try count("write", pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(offset)))
  }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileFailure) -> Int {
    try count("read", pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)))
  }

  func size() throws(FileFailure) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileFailure("fstat", number: errno) }
    return Int(status.st_size)
  }

  func truncate(to size: Int) throws(FileFailure) {
    guard ftruncate(descriptor, off_t(size)) == 0 else { throw FileFailure("ftruncate", number: errno) }
  }

  func sync() throws(FileFailure) {
    #if canImport(Darwin)
      // fsync leaves what was written in the drive's cache there.
      if fcntl(descriptor, F_FULLFSYNC) != -1 { return }
      guard fsync(descriptor) == 0 else { throw FileFailure("fsync", number: errno) }
    #else
      guard fdatasync(descriptor) == 0 else { throw FileFailure("fdatasync", number: errno) }
    #endif
  }

  func lock() throws(FileFailure) -> Bool {
    while true {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      if errno == EWOULDBLOCK { return false }
      guard errno == EINTR else { throw FileFailure("flock", number: errno) }
    }
  }

  private func count(_ call: String, _ result: Int) throws(FileFailure) -> Int {
    guard result >= 0 else { throw FileFailure(call, number: errno) }
    return result
  }
}

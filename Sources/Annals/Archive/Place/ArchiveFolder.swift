import Foundation

/// An archive in a folder, which is made where there is none.
///
/// A file appears whole under its name, forced to the disk, or not at all.
public struct ArchiveFolder: ArchivePlace {
  /// The folder's absolute path.
  public let address: String

  private static let pieceLength = 256 * 1024
  private static let unfinished = ".unfinished-"

  /// The archive in a folder.
  public init(path: String) {
    address = URL(fileURLWithPath: path).standardizedFileURL.path
  }

  /// Writes a file that is not there yet.
  public func create(_ name: String, _ content: ArchiveContent) async throws -> Bool {
    let path = try path(of: name)
    let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    try makeFolder(folder)
    if access(path, F_OK) == 0 { return false }
    let temporary = "\(folder)/\(Self.unfinished)\(UUID().uuidString.lowercased())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("write", name) }
    defer {
      close(descriptor)
      unlink(temporary)
    }
    try await content.forEachPiece(of: Self.pieceLength) { piece in try write(piece, to: descriptor, name) }
    guard fsync(descriptor) == 0 else { throw failure("write", name) }
    guard try put(temporary, at: path, name) else { return false }
    try syncFolder(folder)
    return true
  }

  /// Gives a written file its name, unless one is there.
  private func put(_ temporary: String, at path: String, _ name: String) throws(HistoryError) -> Bool {
    // A link, other than a renaming, replaces nothing.
    if link(temporary, path) == 0 { return true }
    switch errno {
    case EEXIST: return false
    // Some file systems have no links: an empty file takes the name first, so that another finds it taken.
    case EPERM, ENOTSUP, ENOSYS, EMLINK:
      let claim = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard claim >= 0 else {
        if errno == EEXIST { return false }
        throw failure("write", name)
      }
      close(claim)
      guard rename(temporary, path) == 0 else { throw failure("write", name) }
      return true
    default: throw failure("write", name)
    }
  }

  /// A file's bytes.
  public func read(_ name: String) async throws -> ArchiveBytes? {
    let descriptor = open(try path(of: name), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure("read", name)
    }
    return FilePieces(file: OpenFile(descriptor), name: "\(address)/\(name)", pieceLength: Self.pieceLength)
  }

  /// The names of the files that begin so.
  public func names(beginning prefix: String) async throws -> [String] {
    // Only the folder that the prefix lies in is gone through.
    let start = prefix.lastIndex(of: "/").map { String(prefix[..<$0]) } ?? ""
    var names: [String] = []
    var folders = [start]
    while let folder = folders.popLast() {
      let path = folder.isEmpty ? address : try self.path(of: folder)
      guard let entries = try entries(of: path) else { continue }
      for entry in entries where !entry.hasPrefix(Self.unfinished) {
        let name = folder.isEmpty ? entry : "\(folder)/\(entry)"
        var status = stat()
        guard stat("\(path)/\(entry)", &status) == 0 else { continue }
        if status.st_mode & S_IFMT == S_IFDIR {
          if name.utf8.starts(with: prefix.utf8) || prefix.utf8.starts(with: (name + "/").utf8) { folders.append(name) }
        } else if name.utf8.starts(with: prefix.utf8) {
          names.append(name)
        }
      }
    }
    return names.sorted { $0.precedesByBytes($1) }
  }

  /// Removes a file.
  public func remove(_ name: String) async throws {
    guard unlink(try path(of: name)) == 0 || errno == ENOENT else { throw failure("remove", name) }
  }

  private func path(of name: String) throws(HistoryError) -> String {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }), !name.utf8.contains(0) else {
      throw HistoryError(.archiveDamaged, "the archive names a file that cannot lie in it: \(name.quoted(80))")
    }
    return "\(address)/\(name)"
  }

  private func makeFolder(_ path: String) throws(HistoryError) {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else { throw failure("make", path) }
    let outer = String(path[..<slash])
    try makeFolder(outer)
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("make", path) }
    try syncFolder(outer)
  }

  private func syncFolder(_ path: String) throws(HistoryError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("write", path) }
    defer { close(descriptor) }
    // Some file systems cannot sync a folder, and say so; they keep its changes by themselves.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure("write", path) }
  }

  private func write(_ bytes: [UInt8], to descriptor: Int32, _ name: String) throws(HistoryError) {
    var offset = 0
    while offset < bytes.count {
      let count = bytes[offset...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure("write", name) }
      offset += count
    }
  }

  /// What a folder holds; `nil` where there is none.
  private func entries(of path: String) throws(HistoryError) -> [String]? {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      if access(path, F_OK) != 0 { return nil }
      throw HistoryError(.archiveUnavailable, "the folder \(path) cannot be listed: give it rights to be read", underlying: error)
    }
  }

  private func failure(_ verb: String, _ name: String) -> HistoryError {
    let number = errno
    return HistoryError(
      .archiveUnavailable, "the archive in \(address) cannot \(verb) \(name.quoted(120)): \(FileFailure(verb, number: number))",
      underlying: FileFailure(verb, number: number))
  }
}

/// A descriptor that is closed with this value.
final class OpenFile: Sendable {
  let descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Up to so many bytes from a place on; none at the end, `nil` where they cannot be read.
  func read(_ count: Int, at offset: Int) -> [UInt8]? {
    var result = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      repeat { result = pread(descriptor, buffer.baseAddress, count, off_t(offset)) } while result < 0 && errno == EINTR
      initialized = max(result, 0)
    }
    return result < 0 ? nil : bytes
  }
}

/// A file's bytes in pieces.
private struct FilePieces: AsyncSequence, Sendable {
  let file: OpenFile
  let name: String
  let pieceLength: Int

  struct Iterator: AsyncIteratorProtocol {
    let pieces: FilePieces
    var offset = 0

    mutating func next() async throws -> [UInt8]? {
      guard let bytes = pieces.file.read(pieces.pieceLength, at: offset) else {
        throw HistoryError(.archiveUnavailable, "\(pieces.name) cannot be read to its end: look at the disk")
      }
      offset += bytes.count
      return bytes.isEmpty ? nil : bytes
    }
  }

  func makeAsyncIterator() -> Iterator { Iterator(pieces: self) }
}

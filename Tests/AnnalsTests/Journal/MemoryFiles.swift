import AnnalsTestSupport
import Foundation

@testable import Annals

/// A journal's folder in memory, whose calls fail as a test says, and which can be left as a crash would leave it.
///
/// All of its state is read and written under its lock.
final class MemoryFiles: JournalFiles, @unchecked Sendable {
  enum Call: Hashable, CaseIterable {
    case open, write, read, truncate, sync, rename, remove, syncFolder
  }

  enum Fault {
    case error(Int32)
    /// Only a part of the bytes goes through, as the system may do at any time.
    case short
    /// A part of the bytes is written, then the error comes.
    case partly(Int32)
  }

  /// What ended.
  enum Crash {
    case process
    /// Of what was not synced, any part may be missing.
    case machine
  }

  final class Inode {
    var bytes: [UInt8] = []
    var syncedCount = 0
    var isLocked = false
  }

  struct State {
    var names: [String: Inode] = [:]
    var unsyncedNames: Set<String> = []
    var removed: [String: Inode] = [:]
    var calls: [Call: Int] = [:]
    var fault: ((Call) -> Fault?)?
  }

  let path = "memory"
  private let lock = NSLock()
  private var content = State()

  /// Decides about each call from now on.
  func fail(_ fault: ((Call) -> Fault?)?) { withState { $0.fault = fault } }
  func fail(_ call: Call, _ error: Int32) { fail { $0 == call ? .error(error) : nil } }

  func calls(_ call: Call) -> Int { withState { $0.calls[call] ?? 0 } }
  func bytes(of name: String) -> [UInt8] { withState { $0.names[name]?.bytes ?? [] } }
  func replace(_ name: String, _ bytes: [UInt8]) {
    withState { state in
      let inode = Inode()
      inode.bytes = bytes
      inode.syncedCount = bytes.count
      state.names[name] = inode
    }
  }
  var fileNames: [String] { withState { $0.names.keys.sorted() } }

  /// The folder as the next process finds it.
  func after(_ crash: Crash, _ random: inout SeededGenerator) -> MemoryFiles {
    var generator = random
    let names: [String: [UInt8]] = withState { state in
      var names: [String: [UInt8]] = [:]
      for (name, inode) in state.names.sorted(by: { $0.key < $1.key }) {
        guard crash == .machine else {
          names[name] = inode.bytes
          continue
        }
        if state.unsyncedNames.contains(name), generator.chance(0.5) { continue }
        let synced = min(inode.syncedCount, inode.bytes.count)
        var bytes = Array(inode.bytes.prefix(Int.random(in: synced...inode.bytes.count, using: &generator)))
        if bytes.count > synced, generator.chance(0.3) {
          for index in Int.random(in: synced..<bytes.count, using: &generator)..<bytes.count { bytes[index] = 0 }
        }
        names[name] = bytes
      }
      for (name, inode) in state.removed where crash == .machine && names[name] == nil && generator.chance(0.5) {
        names[name] = inode.bytes
      }
      return names
    }
    random = generator
    let files = MemoryFiles()
    for (name, bytes) in names { files.replace(name, bytes) }
    return files
  }

  fileprivate func begin(_ call: Call) throws(FileFailure) -> Fault? {
    let fault = withState { state in
      state.calls[call, default: 0] += 1
      return state.fault?(call)
    }
    if case .error(let number)? = fault { throw FileFailure("\(call)", number: number) }
    return fault
  }

  fileprivate func withState<Value>(_ body: (inout State) -> Value) -> Value { lock.withLock { body(&content) } }

  // MARK: Calls

  func makeFolder() throws(FileFailure) {}
  func names() throws(FileFailure) -> [String] { fileNames }

  func open(_ name: String, _ access: FileAccess) throws(FileFailure) -> any JournalFile {
    _ = try begin(.open)
    let isThere = withState { state in
      if state.names[name] == nil {
        guard access == .create else { return false }
        state.names[name] = Inode()
        state.unsyncedNames.insert(name)
      }
      return true
    }
    guard isThere else { throw FileFailure("open", number: ENOENT) }
    return MemoryFile(self, name)
  }

  func rename(_ name: String, to newName: String) throws(FileFailure) {
    _ = try begin(.rename)
    guard fileNames.contains(name) else { throw FileFailure("rename", number: ENOENT) }
    withState { $0.names[newName] = $0.names.removeValue(forKey: name) }
  }

  func remove(_ name: String) throws(FileFailure) {
    _ = try begin(.remove)
    guard fileNames.contains(name) else { throw FileFailure("unlink", number: ENOENT) }
    withState { $0.removed[name] = $0.names.removeValue(forKey: name) }
  }

  func syncFolder() throws(FileFailure) {
    _ = try begin(.syncFolder)
    withState { state in
      state.unsyncedNames = []
      state.removed = [:]
    }
  }
}

/// An open file of a folder in memory.
private final class MemoryFile: JournalFile {
  private let files: MemoryFiles
  private let name: String

  init(_ files: MemoryFiles, _ name: String) {
    self.files = files
    self.name = name
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileFailure) -> Int {
    let fault = try files.begin(.write)
    let whole = Array(bytes)
    let part = fault == nil ? whole : Array(whole.prefix(max(1, whole.count / 2)))
    files.withState { state in
      guard let inode = state.names[name] else { return }
      if inode.bytes.count < offset + part.count {
        inode.bytes.append(contentsOf: repeatElement(0, count: offset + part.count - inode.bytes.count))
      }
      inode.bytes.replaceSubrange(offset..<(offset + part.count), with: part)
      inode.syncedCount = min(inode.syncedCount, offset)
    }
    if case .partly(let number)? = fault { throw FileFailure("write", number: number) }
    return part.count
  }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileFailure) -> Int {
    let fault = try files.begin(.read)
    let bytes = files.bytes(of: name).dropFirst(offset).prefix(fault == nil ? buffer.count : max(1, buffer.count / 2))
    buffer.copyBytes(from: bytes)
    return bytes.count
  }

  func size() throws(FileFailure) -> Int { files.bytes(of: name).count }

  func truncate(to size: Int) throws(FileFailure) {
    _ = try files.begin(.truncate)
    files.withState { state in
      guard let inode = state.names[name], inode.bytes.count > size else { return }
      inode.bytes.removeLast(inode.bytes.count - size)
      inode.syncedCount = min(inode.syncedCount, size)
    }
  }

  func sync() throws(FileFailure) {
    _ = try files.begin(.sync)
    files.withState { state in
      guard let inode = state.names[name] else { return }
      inode.syncedCount = inode.bytes.count
    }
  }

  func lock() throws(FileFailure) -> Bool {
    files.withState { state in
      guard let inode = state.names[name], !inode.isLocked else { return false }
      inode.isLocked = true
      return true
    }
  }

  deinit {
    files.withState { state in
      if name == "lock" { state.names[name]?.isLocked = false }
    }
  }
}

import Annals

/// A journal's files that count their calls, and end the process at one of them.
struct KillingFiles: JournalFiles {
  private let files: any JournalFiles
  private let killSwitch: KillSwitch

  init(_ files: any JournalFiles, _ killSwitch: KillSwitch) {
    self.files = files
    self.killSwitch = killSwitch
  }

  var path: String { files.path }

  func makeFolder() throws(FileFailure) {
    try killSwitch.pass("make folder") { () throws(FileFailure) in try files.makeFolder() }
  }

  func names() throws(FileFailure) -> [String] {
    try killSwitch.pass("list folder") { () throws(FileFailure) in try files.names() }
  }

  func open(_ name: String, _ access: FileAccess) throws(FileFailure) -> any JournalFile {
    let kind = Self.kind(of: name)
    return try killSwitch.pass("open \(kind)") { () throws(FileFailure) in KillingFile(try files.open(name, access), kind, killSwitch) }
  }

  func rename(_ name: String, to newName: String) throws(FileFailure) {
    try killSwitch.pass("rename \(Self.kind(of: name))") { () throws(FileFailure) in try files.rename(name, to: newName) }
  }

  func remove(_ name: String) throws(FileFailure) {
    try killSwitch.pass("remove \(Self.kind(of: name))") { () throws(FileFailure) in try files.remove(name) }
  }

  func syncFolder() throws(FileFailure) {
    try killSwitch.pass("sync folder") { () throws(FileFailure) in try files.syncFolder() }
  }

  /// What a file is, without its number.
  private static func kind(of name: String) -> String { name.hasSuffix(".journal") ? "segment" : name }
}

/// An open file that counts its calls.
private final class KillingFile: JournalFile {
  private let file: any JournalFile
  private let kind: String
  private let killSwitch: KillSwitch

  init(_ file: any JournalFile, _ kind: String, _ killSwitch: KillSwitch) {
    self.file = file
    self.kind = kind
    self.killSwitch = killSwitch
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileFailure) -> Int {
    try killSwitch.pass("write \(kind)") { part in
      _ = try? file.write(UnsafeRawBufferPointer(rebasing: bytes[..<Int(Double(bytes.count) * part)]), at: offset)
    } _: { () throws(FileFailure) in
      try file.write(bytes, at: offset)
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileFailure) -> Int {
    try killSwitch.pass("read \(kind)") { () throws(FileFailure) in try file.read(into: buffer, at: offset) }
  }

  func size() throws(FileFailure) -> Int {
    try killSwitch.pass("size \(kind)") { () throws(FileFailure) in try file.size() }
  }

  func truncate(to size: Int) throws(FileFailure) {
    try killSwitch.pass("truncate \(kind)") { () throws(FileFailure) in try file.truncate(to: size) }
  }

  func sync() throws(FileFailure) {
    try killSwitch.pass("sync \(kind)") { () throws(FileFailure) in try file.sync() }
  }

  func lock() throws(FileFailure) -> Bool {
    try killSwitch.pass("lock \(kind)") { () throws(FileFailure) in try file.lock() }
  }
}

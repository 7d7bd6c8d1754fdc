/// The folder of a journal: the few calls that it needs, so that tests can let each of them fail.
package protocol JournalFiles: Sendable {
  /// The folder's path, for messages.
  var path: String { get }

  /// Makes the folder, readable by its owner alone, where it is missing.
  func makeFolder() throws(FileFailure)
  /// The names of the files in the folder.
  func names() throws(FileFailure) -> [String]
  /// Opens a file; one that is made is readable by its owner alone.
  func open(_ name: String, _ access: FileAccess) throws(FileFailure) -> any JournalFile
  /// Gives a file another name.
  func rename(_ name: String, to newName: String) throws(FileFailure)
  /// Removes a file.
  func remove(_ name: String) throws(FileFailure)
  /// Makes what was created, renamed and removed last through a crash of the machine.
  func syncFolder() throws(FileFailure)
}

/// How a file is opened.
package enum FileAccess: Sendable {
  /// To be read; it must be there.
  case read
  /// To be read and written; it is made where it is missing.
  case create
}

/// An open file of a journal. It is closed with the last reference.
package protocol JournalFile: AnyObject {
  /// Writes at an offset; fewer bytes than given may be written.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileFailure) -> Int
  /// Reads at an offset; fewer bytes than there is room for may be read, none only at the file's end.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileFailure) -> Int
  /// The file's length in bytes.
  func size() throws(FileFailure) -> Int
  /// Cuts the file to a length.
  func truncate(to size: Int) throws(FileFailure)
  /// Makes what was written last through a crash of the machine.
  func sync() throws(FileFailure)
  /// Takes the file for this process until it is closed; `false` where another has it.
  func lock() throws(FileFailure) -> Bool
}

extension JournalFile {
  /// Writes all bytes at an offset, or throws with a part of them written.
  func writeAll(_ bytes: [UInt8], at offset: Int) throws(FileFailure) {
    var written = 0
    while written < bytes.count {
      let result: Result<Int, FileFailure> = bytes.withUnsafeBytes { buffer in
        do throws(FileFailure) {
          return .success(try write(UnsafeRawBufferPointer(rebasing: buffer[written...]), at: offset + written))
        } catch {
          return .failure(error)
        }
      }
      let count = try retryingInterrupts(result)
      if let count, count == 0 { throw FileFailure("write", number: FileFailure.noSpace) }
      written += count ?? 0
    }
  }

  /// The bytes from an offset up to an end, fewer where the file ends first.
  func bytes(from offset: Int, to end: Int) throws(FileFailure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: max(0, end - offset))
    var filled = 0
    while filled < bytes.count {
      let result: Result<Int, FileFailure> = bytes.withUnsafeMutableBytes { buffer in
        do throws(FileFailure) {
          return .success(try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]), at: offset + filled))
        } catch {
          return .failure(error)
        }
      }
      guard let count = try retryingInterrupts(result) else { continue }
      guard count > 0 else { break }
      filled += count
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  /// The count of a call, `nil` where a signal interrupted it.
  private func retryingInterrupts(_ result: Result<Int, FileFailure>) throws(FileFailure) -> Int? {
    do throws(FileFailure) {
      return try result.get()
    } catch {
      guard error.isInterrupt else { throw error }
      return nil
    }
  }
}

import Foundation

/// A call to the file system that failed.
package struct FileFailure: Error, CustomStringConvertible {
  /// The call: `write`.
  package let call: String
  /// The system's error number.
  package let number: Int32

  /// A failed call.
  package init(_ call: String, number: Int32) {
    self.call = call
    self.number = number
  }

  /// Whether a signal interrupted the call, which is then made again.
  var isInterrupt: Bool { number == EINTR }
  /// Whether nothing is there by the name.
  var isMissing: Bool { number == ENOENT }

  static let noSpace = ENOSPC
  static let diskError = EIO

  /// What happened and what to do, without the path.
  package var description: String {
    switch number {
    case ENOSPC, EDQUOT: "the disk is full: make room"
    case ENOENT where call == "mkdir": "the folder that it would lie in does not exist: make that first"
    case ENOTDIR: "a file is in the place of its folder: remove it, or give another folder"
    case EROFS: "the file system is read-only: give a folder that can be written"
    case EACCES, EPERM: "this user may not write there: give the folder's rights, or another folder"
    case EBADF: "its file was closed by other code of this process: close only what you opened"
    case EIO: "the disk reported an error: look at the system's log"
    case EMFILE, ENFILE: "too many files are open: raise the limit (ulimit -n)"
    default: "\(call) failed: \(String(cString: strerror(number)))"
    }
  }
}

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Which file stands at a path, so that a file that was deleted, or replaced by another, is told from the one that was opened.
struct FileIdentity: Hashable, Sendable {
  private let device: UInt64
  private let node: UInt64

  /// The file at the path now; `nil` where there is none.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = UInt64(truncatingIfNeeded: status.st_dev)
    node = UInt64(truncatingIfNeeded: status.st_ino)
  }
}

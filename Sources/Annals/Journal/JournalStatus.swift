/// How a journal stands.
public struct JournalStatus: Hashable, Sendable {
  /// The journal's folder.
  public let path: String
  /// Records that the store does not have yet.
  public let waiting: Int
  /// Bytes on disk.
  public let size: Int
  /// Bytes on disk at most.
  public let sizeLimit: Int
  /// Files that hold entries.
  public let segments: Int
  /// Bytes of records that the store rejected.
  public let rejectedSize: Int
  /// Damaged places that were found.
  public let findings: Int
  /// What keeps it from taking records now, in a sentence; `nil` when it does.
  public internal(set) var trouble: String?
}

/// Something in a journal's files that does not read as it was written.
package struct JournalFinding: Hashable, Sendable, CustomStringConvertible {
  /// What was found.
  package enum Problem: Hashable, Sendable {
    /// The last entry was being written when the process ended; it was cut off.
    case torn(bytes: Int)
    /// These bytes hold no entry; the entries around them are kept.
    case damaged(Range<Int>)
    /// An entry is whole, but holds no record that this version reads.
    case foreign(entry: UInt64, bytes: Range<Int>? = nil, reason: String)
    /// The file ends inside an entry: it is being written, or a crash cut it short.
    case unfinished(Range<Int>)
    /// The file could not be read.
    case unreadable(String)
  }

  /// The file's name.
  package let file: String
  /// What was found in it.
  package let problem: Problem

  /// The bytes of the file that it is about, where it is about some.
  package var bytes: Range<Int>? {
    switch problem {
    case .damaged(let range), .unfinished(let range): range
    case .foreign(_, let range, _): range
    case .torn, .unreadable: nil
    }
  }

  /// What was found, in a sentence.
  package var description: String {
    switch problem {
    case .torn(let bytes): "\(file) ended inside an entry, as a crash leaves it: \(bytes) bytes were cut off"
    case .damaged(let range): "\(file) is damaged in bytes \(Self.text(range))"
    case .foreign(let number, let range, let reason):
      "\(file) holds an entry (number \(number)\(range.map { ", bytes \(Self.text($0))" } ?? "")) that is no record: \(reason)"
    case .unfinished(let range): "\(file) ends inside an entry, bytes \(Self.text(range)): it is being written, or a crash cut it short"
    case .unreadable(let reason): "\(file) could not be read: \(reason)"
    }
  }

  private static func text(_ range: Range<Int>) -> String { "\(range.lowerBound) to \(range.upperBound - 1)" }
}

/// The names of a journal's files.
enum JournalName {
  static let lock = "lock"
  static let acknowledged = "acknowledged"
  static let rejected = "rejected.records"
  private static let suffix = ".journal"
  private static let damagedSuffix = ".damaged"

  /// The segment whose first entry has this number; names sort as numbers do.
  static func segment(_ first: UInt64) -> String {
    let digits = "\(first)"
    return String(repeating: "0", count: 20 - digits.count) + digits + suffix
  }

  /// The number of a segment's first entry, `nil` where the name is none of a segment.
  static func first(of name: String) -> UInt64? {
    guard name.hasSuffix(suffix), name.utf8.count == 20 + suffix.utf8.count else { return nil }
    // The greatest number has none behind it, and is never used.
    return UInt64(name.dropLast(suffix.count)).flatMap { $0 < .max ? $0 : nil }
  }

  /// A segment that was set aside.
  static func damaged(_ segment: String) -> String { segment + damagedSuffix }

  /// The number of the first entry of a segment that was set aside.
  static func first(ofDamaged name: String) -> UInt64? { isDamaged(name) ? first(of: String(name.dropLast(damagedSuffix.count))) : nil }

  /// Whether a file of this name holds entries: one in use, one that was set aside, or that of rejected records.
  static func holdsEntries(_ name: String) -> Bool { first(of: name) != nil || isDamaged(name) || name == rejected }

  static func isDamaged(_ name: String) -> Bool { name.hasSuffix(suffix + damagedSuffix) }
}

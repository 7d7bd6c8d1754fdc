/// What is usual for a user at an hour of the week.
struct UsualCount: Sendable {
  static let hour: Int64 = 3_600_000_000
  static let week = 168 * hour
  /// How many weeks what is usual comes from.
  static let weeks = 4

  /// The first moment of the hour.
  let hour: Int64
  /// How many operations are usual.
  let count: Double

  /// The first moment of the hour that a moment lies in.
  static func hour(of moment: Int64) -> Int64 {
    let rest = moment % hour
    return moment - (rest < 0 ? rest + hour : rest)
  }
}

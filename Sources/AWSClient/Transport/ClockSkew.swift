import Foundation

/// How far this machine's clock is from the service's, learned from a signature that was refused for its time.
struct ClockSkew: Hashable, Sendable {
  /// Seconds to add to this machine's time.
  private(set) var offset: Double = 0

  /// Differences below this are not what a signature is refused for (the services allow five minutes).
  static let tolerance: Double = 4 * 60

  private static let codes: Set<AWSError.Code> = [
    "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure",
  ]

  /// Takes over the service's time where the failure can come from the clock; returns whether trying again can help.
  ///
  /// What counts is the time that the request was signed with: another call may have corrected this one's clock meanwhile.
  mutating func learn(from code: AWSError.Code, serviceTime: Date?, now: Date, signedWith used: ClockSkew) -> Bool {
    guard Self.codes.contains(code), let serviceTime else { return false }
    let difference = serviceTime.timeIntervalSince(now)
    guard abs(difference - used.offset) > Self.tolerance else { return false }
    offset = difference
    return true
  }

  func corrected(_ date: Date) -> Date { date.addingTimeInterval(offset) }
}

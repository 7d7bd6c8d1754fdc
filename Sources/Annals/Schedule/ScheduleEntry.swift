package import Foundation

/// A job with the times at which it is due.
package struct ScheduleEntry: Sendable {
  /// What it is called: 1 to 64 of a to z, digits, `-` and `_`.
  package let name: String
  /// What is run.
  package let job: JobKind
  /// What the job is told.
  package let options: JobOptions
  /// When it is due.
  package let cron: CronExpression
  /// Whose clocks say so.
  package let zone: TimeZone
  /// How much later than due it begins at most, by chance: many processes and tables then do not begin at once.
  package var jitter: Duration = .zero
  /// How long a run may take; one that takes longer ends with a part of it done.
  package var timeLimit: Duration?

  /// An entry. Throws `invalidConfiguration` where the name is none.
  package init(name: String, job: JobKind, options: JobOptions, cron: CronExpression, zone: TimeZone) throws(HistoryError) {
    try Self.check(name)
    self.name = name
    self.job = job
    self.options = options
    self.cron = cron
    self.zone = zone
  }

  /// Throws `invalidConfiguration` where an entry cannot be called so.
  package static func check(_ name: String) throws(HistoryError) {
    let isValid = name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F }
    guard isValid, (1...64).contains(name.utf8.count) else {
      throw HistoryError(
        .invalidConfiguration, "\"\(name.quoted(80))\" is no name of a schedule entry: give 1 to 64 of a to z, digits, - and _")
    }
  }

  /// A time zone by its name. Throws `invalidConfiguration`.
  package static func zone(_ name: String) throws(HistoryError) -> TimeZone {
    guard let zone = TimeZone(identifier: name) else {
      throw HistoryError(
        .invalidConfiguration,
        "this machine knows no time zone \"\(name.quoted(40))\": give one such as Europe/Berlin or UTC, and see that its time zone data is installed"
      )
    }
    return zone
  }

  /// What the time zone is called; the system has another name for UTC.
  package var zoneName: String { zone.identifier == "GMT" ? "UTC" : zone.identifier }

  /// When it was due last, up to a moment.
  package func last(upTo moment: Timestamp) -> Timestamp? { cron.last(upTo: moment, in: zone) }

  /// When it is due first after a moment.
  package func next(after moment: Timestamp) -> Timestamp? { cron.next(after: moment, in: zone) }
}

import Annals
import Foundation
import Testing

@testable import AnnalsYAML

@Suite("Schedules in YAML")
struct ScheduleFileTests {
  private func read(_ text: String) throws -> [ScheduleEntry] {
    let history = try HistoryService(store: MemoryStore())
    let other = JobKind(
      "other", "Does other things.", act: .update,
      options: [JobOption("deep", .flag, "How."), JobOption("place", .text, "Where.")]
    ) { _, _ in JobReport([:]) }
    return try ScheduleFile(text, file: "annals.yaml", jobs: JobTable([.cleanup(history), other])).entries
  }

  @Test("Entries are read in their order, with all that they say; other parts of the file are left alone")
  func entries() throws {
    let entries = try read(
      """
      tables:
        - anything
      schedule:
        nightly-cleanup:
          job: cleanup
          at: "0 3 * * *"
          time_zone: Europe/Berlin
          jitter: 10m
          time_limit: 2h
          days_to_keep: 365
        other:
          job: other
          at: "@daily"
          deep: true
          place: s3://bucket
      """)
    #expect(entries.map(\.name) == ["nightly-cleanup", "other"])
    #expect(entries[0].job.name == "cleanup" && entries[0].options.number("days_to_keep") == 365)
    #expect(entries[0].cron.description == "0 3 * * *" && entries[0].zone.identifier == "Europe/Berlin")
    #expect(entries[0].jitter == .seconds(600) && entries[0].timeLimit == .seconds(7200))
    #expect(entries[1].options.flag("deep") && entries[1].options.text("place") == "s3://bucket")
    #expect(entries[1].jitter == .zero && entries[1].timeLimit == nil)
    #expect(entries[1].zone.secondsFromGMT() == 0)
  }

  @Test(
    "A mistake is told with its line and what would be right",
    arguments: [
      ("a: 1", "no \"schedule\""), ("schedule:\n  x: 1", "2:6"),
      ("schedule:\n  x:\n    at: '@daily'", "\"job\" is missing: give one of cleanup, other"),
      ("schedule:\n  x:\n    job: dance\n    at: '@daily'", "annals.yaml:3:10: there is no job \"dance\": known are cleanup, other"),
      ("schedule:\n  x:\n    job: other", "\"at\" is missing"),
      ("schedule:\n  x:\n    job: other\n    at: 1 2 3", "annals.yaml:4:9: \"1 2 3\" has 3 fields"),
      ("schedule:\n  x:\n    job: cleanup\n    at: '@daily'", "needs days_to_keep"),
      ("schedule:\n  x:\n    job: cleanup\n    at: '@daily'\n    days_to_keep: 0", "5:19: expected a whole number from 1 to 36525"),
      ("schedule:\n  x:\n    job: other\n    at: '@daily'\n    days_to_keep: 3", "there is no \"days_to_keep\": known are job, at"),
      (
        "schedule:\n  x:\n    job: other\n    at: '@daily'\n    time_zone: Mars/Base", "5:16: this machine knows no time zone \"Mars/Base\""
      ),
      ("schedule:\n  x:\n    job: other\n    at: '@daily'\n    jitter: soon", "give one from 1s to 24h"),
      ("schedule:\n  x:\n    job: other\n    at: '@daily'\n    time_limit: 25h", "give one from 1s to 24h"),
      ("schedule:\n  X y:\n    job: other\n    at: '@daily'", "no name of a schedule entry"),
      ("schedule:\n  x:\n    job: other\n    at: '@daily'\n    deep: perhaps", "expected true or false"),
    ])
  func mistakes(text: String, right: String) {
    let error = #expect(throws: HistoryError.self) { try read(text) }
    #expect(error?.code == .invalidConfiguration)
    #expect(error?.description.contains(right) == true, "\(error?.description ?? "")")
  }
}

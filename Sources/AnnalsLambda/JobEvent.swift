import Annals

/// What an event asks for: `{"job": "cleanup", "days_to_keep": 365}`, `name` where two functions or rules run the same job for different things, and
/// `only_unfinished` where it only goes on with what the run before left.
struct JobEvent: Sendable {
  let entry: String
  let job: JobKind
  let options: JobOptions
  let isOnlyUnfinished: Bool

  /// Reads an event. Throws `invalidConfiguration` or `invalidJSON`.
  init(_ body: [UInt8], jobs: JobTable) throws(HistoryError) {
    guard var json = try JSONParser.parse(body).object, let name = json["job"]?.string else {
      throw HistoryError(
        .invalidConfiguration,
        "the event names no job: let the rule send a constant such as {\"job\": \"cleanup\", \"days_to_keep\": 365} (jobs: \(jobs.names))")
    }
    job = try jobs.kind(name)
    entry = json["name"]?.string ?? name
    try ScheduleEntry.check(entry)
    guard let only = (json["only_unfinished"] ?? false).bool else {
      throw HistoryError(.invalidConfiguration, "the event's only_unfinished is no such value: give true or false")
    }
    isOnlyUnfinished = only
    for name in ["job", "name", "only_unfinished"] { json[name] = nil }
    options = try JobOptions(json, of: job)
  }
}

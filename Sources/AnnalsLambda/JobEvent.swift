import Annals

/// What an event asks for: `{"job": "cleanup", "days_to_keep": 365}`, and `name` where two functions or rules run the same job for different things.
struct JobEvent: Sendable {
  let entry: String
  let job: JobKind
  let options: JobOptions

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
    json["job"] = nil
    json["name"] = nil
    options = try JobOptions(json, of: job)
  }
}

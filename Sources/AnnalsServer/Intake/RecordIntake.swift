import Annals
import HTTPTypes
import Hummingbird
import ServiceContextModule

/// Takes records from services in other languages: all of a request's records or none.
struct RecordIntake {
  let history: HistoryService
  let configuration: HistoryRoutesConfiguration
  let turns: Turns

  /// Reads the body's records and hands them to the recorder; it waits until its journal has them, or with `Prefer: wait` until they are stored.
  func answer(to call: Call) async throws -> Answer {
    let request = call.request
    let key = try IdempotencyKey(request.headers)
    let format = try BodyFormat(request.headers)
    let bytes = try await RequestBytes(limit: configuration.bodyLimit).read(request)
    let user = ServiceContext.current?.history?.user.map { User(coercing: $0) }
    let given = try await turns.taking(call.visitor.caller) {
      try RecordReader(key: key, user: user ?? .system, now: .now, limit: recordLimit).records(in: bytes, as: format)
    }
    try Self.check(given, by: call.visitor.principal)
    // After ids are fixed, so that the same record sent again in another trace is the same.
    let records = given.map { $0.traced(TraceContext.current(in: .current)) }
    guard let preference = WaitPreference(request.headers, longest: configuration.longestWait) else {
      return try await accept(records, size: bytes.count)
    }
    do {
      try await history.recorder.acceptAndWait(records, size: bytes.count, within: preference.duration)
    } catch let error as HistoryError where error.code == .timedOut {
      // They are in the buffer and on their way, as without the preference.
      return answer(.accepted, records)
    } catch let error as HistoryError where error.code == .storeRejected {
      throw Problem(.recordsRejected, error.description)
    }
    var answer = answer(.created, records)
    answer.headers.set("Preference-Applied", preference.applied)
    if records.count == 1 { answer.headers[.location] = location(of: records[0], from: request) }
    return answer
  }

  /// Throws a problem (403) where a record lies outside what may be recorded. Who may record may name any user that their scope lets through, for
  /// services act for users; what tells of access is made by the server alone.
  private static func check(_ records: [HistoryRecord], by principal: Principal) throws(Problem) {
    var errors: [Problem.Entry] = []
    for (index, record) in records.enumerated() {
      let reason: String? =
        if record.resource.isAccess {
          "records of \(Resource.accessPrefix)… are made by the server alone: send another resource id"
        } else if !principal.scope.contains(record) {
          "the record lies outside the scope of who sends it: send only what the scope holds"
        } else {
          nil
        }
      if let reason { errors.append(Problem.Entry(index: index, line: nil, code: .forbidden, detail: reason)) }
    }
    guard let first = errors.first else { return }
    let detail =
      records.count == 1 ? first.detail : "\(errors.count) of \(records.count) records may not be sent, so none was taken: see errors"
    throw Problem(.forbidden, detail, entries: errors)
  }

  private func accept(_ records: [HistoryRecord], size: Int) async throws -> Answer {
    var answer = answer(.accepted, records)
    guard history.recorder.status.journal != nil else {
      try history.recorder.accept(records, size: size)
      return answer
    }
    if try await !history.recorder.acceptSafely(records, size: size, within: configuration.journalWait) {
      answer.warn(["the records are held in memory until they are stored, for the journal did not take them: a crash would lose them"])
    }
    return answer
  }

  /// No more than the buffer can ever take at once.
  private var recordLimit: Int { min(configuration.recordLimit, history.recorder.status.capacity) }

  /// The ids are those that the records are kept under, which may differ from what was sent where that holds a secret.
  private func answer(_ status: HTTPResponse.Status, _ records: [HistoryRecord]) -> Answer {
    let ids = records.map { JSONValue.string(history.recorder.sanitizer.keptID(of: $0).description) }
    return Answer(status, json: ["accepted": .number(JSONNumber(records.count)), "history_ids": .array(ids)])
  }

  private func location(of record: HistoryRecord, from request: Request) -> String {
    var path = Substring(request.uri.path)
    while path.last == "/" { path.removeLast() }
    return "\(path)/\(PercentCoding.encode(history.recorder.sanitizer.keptID(of: record).description))"
  }
}

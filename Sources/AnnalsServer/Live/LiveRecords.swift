import Annals
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// What is recorded, as it is stored, as server-sent events for one visitor: what lies in their scope, without states. Looks at history are left out:
/// each would tell of the one before.
///
/// `record` has the fields of a list; `lost` how many were left out since, for there were too many or they were not read fast enough. What was
/// missed while a connection was broken is sent first, as far as it is little. What this process stores comes at once, what others put into the
/// store with the next look at it.
struct LiveRecords: Sendable {
  let history: HistoryService
  let gate: Gate
  let call: Call
  let clients: LiveClients
  let others: OtherRecords
  /// The last record that the client has from an earlier connection.
  let last: HistoryID?

  /// Records that wait for one client at most.
  private static let waitLimit = 500
  /// Records that are sent at once at most; of more, the newest.
  private static let batchLimit = 100
  /// How long records are gathered, so that many make few writes.
  private static let pause: Duration = .milliseconds(100)
  /// How often a client hears that the connection lives, and it is asked again whether it may listen.
  static let heartbeat: Duration = .seconds(5)

  /// The answer, which ends when the client goes, may see no more, or the server stops. Throws a problem where too many listen.
  func answer() throws(Problem) -> Answer {
    guard let seat = clients.seat() else {
      throw Problem(.busy, "\(LiveClients.limit) listen already, and more are not served: ask for the recent operations instead")
    }
    var answer = Answer(body: [], type: "text/event-stream", headers: [.cacheControl: "no-store"])
    answer.headers.set("X-Accel-Buffering", "no")
    let visibility = Visibility(of: call.visitor.principal)
    answer.stream = { writer in
      // The place is kept as long as what writes the answer.
      defer { seat.keep() }
      let follower = history.recorder.feed.follow(limit: Self.waitLimit)
      try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
      var place = await others.join(isFirst: seat.isFirst)
      var events = LiveEvents()
      var missed: Set<HistoryID> = []
      if let last {
        let records = try await self.missed(since: last, visibility)
        missed = Set(records.map(\.id))
        if !records.isEmpty { try await writer.write(ByteBuffer(string: events.text(of: records[...]))) }
      }
      var beat = others.elapsed() + Self.heartbeat
      while await isToGoOn(after: follower, until: beat) {
        if others.elapsed() >= beat {
          guard await mayListen() else { break }
          try await writer.write(ByteBuffer(string: ": alive\n\n"))
          beat = others.elapsed() + Self.heartbeat
        }
        await others.look()
        let batch = follower.take()
        let news = await others.news(after: place)
        place = news.end
        let fresh = await others.take(batch.records) + news.records
        guard !fresh.isEmpty || batch.missed + news.missed > 0 else { continue }
        let seen = fresh.filter { !$0.resource.isAccess && visibility.shows($0) && !missed.contains($0.id) }
          // In the order of their moments, from wherever they come.
          .sorted { $0.position < $1.position }
        let shown = seen.suffix(Self.batchLimit)
        // What was left out unseen is counted only for who sees everything: else the number tells of others' operations.
        let lost = seen.count - shown.count + (visibility.showsAllRecords ? batch.missed + news.missed : 0)
        let text = (lost > 0 ? "event: lost\ndata: \(lost)\n\n" : "") + events.text(of: shown)
        if !text.isEmpty { try await writer.write(ByteBuffer(string: text)) }
        try await Task.sleep(for: Self.pause)
      }
      try await writer.finish(nil)
    }
    return answer
  }

  /// Waits until there may be something to do, at the latest until the client is to hear that the connection lives; `false` where it is to end.
  private func isToGoOn(after follower: RecordFollower, until beat: Duration) async -> Bool {
    let look = await others.wait()
    let silence = max(.zero, beat - others.elapsed())
    let rest = min(silence, look ?? silence)
    return await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        await follower.wait()
        return true
      }
      group.addTask { [clock = others.clock] in (try? await clock.sleep(for: rest)) != nil }
      group.addTask { (try? await gracefulShutdown()) == nil }
      let goesOn = await group.next() ?? false
      group.cancelAll()
      return goesOn && !Task.isCancelled
    }
  }

  /// Whether the visitor is still who they were, and still may listen.
  private func mayListen() async -> Bool {
    guard call.visitor.isProven else { return true }
    guard let visitor = try? await gate.visitor(sending: call.request, from: call.visitor.connectionAddress) else { return false }
    return visitor.principal == call.visitor.principal
  }

  /// The newest records since one, the oldest first.
  private func missed(since last: HistoryID, _ visibility: Visibility) async throws -> [HistoryRecord] {
    guard let key = last.readings.first?.key else { return [] }
    let filter = RecordFilter(from: key.timestamp)
    let page = try await ScopedHistory(history, for: call.visitor.principal).records(matching: filter, after: nil, limit: Self.batchLimit)
    return page.records.filter { $0.id != last && $0.sortKey > key && !$0.resource.isAccess }.reversed()
  }

}

/// Records as server-sent events. An event's id is that of the newest record so far, for a record of another process may be older than what was told
/// before it: who comes back is then told nothing twice.
private struct LiveEvents {
  private var newest: HistoryRecord?

  mutating func text(of records: ArraySlice<HistoryRecord>) -> String {
    var text = ""
    for record in records {
      if newest.map({ $0.position < record.position }) ?? true { newest = record }
      text += "event: record\nid: \((newest ?? record).id.lineText)\ndata: \(JSONWriter.text(of: record.listJSON))\n\n"
    }
    return text
  }
}

extension HistoryID {
  /// The id in ASCII without line ends, as an event's id and a header can have it.
  fileprivate var lineText: String { PercentCoding.encode(description) }
}

extension HistoryRecord {
  /// What lists show of the record: no state, and of its metadata whether and why it failed.
  fileprivate var listJSON: JSONObject {
    var json: JSONObject = [
      "history_id": .string(id.description), "operation_type": .string(operation.rawValue), "resource_type": .string(resource.type.name),
      "resource_id": .string(resource.id), "timestamp": .string(timestamp.description), "user_id": .string(user.id),
      "failed": .bool(isFailed),
    ]
    json["error"] = isFailed ? error.map { .string(String($0.prefix(500))) } : nil
    return json
  }
}

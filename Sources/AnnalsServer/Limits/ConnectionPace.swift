import NIOCore

/// Where a connection is in its requests, and whether it takes too long there: decided without channel or timer.
struct ConnectionPace {
  /// What took too long.
  enum Expiry: Hashable {
    /// There was no request.
    case idle
    /// A request's body came too slowly.
    case body
    /// The client did not read its answer.
    case answer
    /// The client went on sending what was answered already.
    case rest
  }

  private let limits: ServerLimits
  private var headsRead = 0
  private var endsRead = 0
  private var answersWritten = 0
  /// When the connection began to wait for a request.
  private var idleSince: NIODeadline
  private var bodyBytes = 0
  /// How long the body was waited for; the time in which the server did not want more of it does not count.
  private var bodyWait: TimeAmount = .zero
  private var readingSince: NIODeadline?
  private var unwritableSince: NIODeadline?
  /// When an answer was whole before its request was.
  private var answeredEarlyAt: NIODeadline?

  /// How long, and how much, a client may go on sending after the answer, so that it gets to read it.
  private static let restTime: TimeAmount = .seconds(2)
  private static let restSize = 1024 * 1024

  init(_ limits: ServerLimits, at now: NIODeadline) {
    self.limits = limits
    idleSince = now
  }

  /// Whether no request has begun that is not answered.
  var isIdle: Bool { headsRead == answersWritten }

  private var isReadingBody: Bool { headsRead > endsRead }

  mutating func readHead() {
    headsRead += 1
    bodyBytes = 0
    bodyWait = .zero
  }

  mutating func readBody(_ count: Int) { bodyBytes += count }

  mutating func readEnd() {
    endsRead += 1
    answeredEarlyAt = nil
  }

  /// The server wants more.
  mutating func reading(at now: NIODeadline) { if readingSince == nil { readingSince = now } }

  /// Something came.
  mutating func received(at now: NIODeadline) {
    if isReadingBody, let readingSince { bodyWait = bodyWait + (now - readingSince) }
    readingSince = nil
  }

  mutating func wroteEnd(at now: NIODeadline) {
    answersWritten += 1
    idleSince = now
    if isReadingBody {
      answeredEarlyAt = now
      bodyBytes = 0
    }
  }

  mutating func writable(_ isWritable: Bool, at now: NIODeadline) { unwritableSince = isWritable ? nil : unwritableSince ?? now }

  /// What has taken too long by now.
  func expiry(at now: NIODeadline) -> Expiry? {
    if let unwritableSince, now - unwritableSince >= TimeAmount(limits.answerTime) { return .answer }
    if let answeredEarlyAt { return now - answeredEarlyAt >= Self.restTime || bodyBytes > Self.restSize ? .rest : nil }
    if isReadingBody {
      let allowed = TimeAmount(limits.bodyTime) + .milliseconds(Int64(bodyBytes) * 1000 / Int64(max(1, limits.leastRate)))
      return bodyWait + (readingSince.map { now - $0 } ?? .zero) >= allowed ? .body : nil
    }
    guard isIdle else { return nil }
    let limit = headsRead == 0 ? min(limits.headTime, limits.idleTime) : limits.idleTime
    return now - idleSince >= TimeAmount(limit) ? .idle : nil
  }
}

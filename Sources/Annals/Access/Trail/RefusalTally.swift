/// Decides which refusals become records, so that whoever asks for them in a flood fills neither the store nor memory.
struct RefusalTally {
  enum Decision: Hashable {
    /// A record, which says how many were left out before it.
    case record(leftOut: Int)
    case leaveOut
  }

  private struct Sender {
    var begun: Duration
    var recorded = 0
    var leftOut = 0
  }

  /// Records of one sender in a minute at most.
  static let limit = 10
  /// Senders that are told apart at most; what comes beyond shares one count.
  static let senderLimit = 1024
  private static let interval: Duration = .seconds(60)
  private static let others = ""

  private var senders: [String: Sender] = [:]

  /// Decides about a refusal of a sender, at a time that only grows.
  mutating func decide(_ sender: String, at time: Duration) -> Decision {
    var name = sender
    if senders[name] == nil, senders.count >= Self.senderLimit {
      senders = senders.filter { time - $0.value.begun < Self.interval }
      if senders.count >= Self.senderLimit { name = Self.others }
    }
    var counted = senders[name] ?? Sender(begun: time)
    if time - counted.begun >= Self.interval {
      counted.begun = time
      counted.recorded = 0
    }
    defer { senders[name] = counted }
    guard counted.recorded < Self.limit else {
      counted.leftOut += 1
      return .leaveOut
    }
    counted.recorded += 1
    defer { counted.leftOut = 0 }
    return .record(leftOut: counted.leftOut)
  }
}

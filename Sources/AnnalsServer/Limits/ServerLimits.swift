/// What a server takes of connections and requests, so that a few who ask too much, or too slowly, do not keep it from the others.
public struct ServerLimits: Sendable {
  /// Bytes of one header at most; a longer one is answered with 431. Default: 20 KiB, for a token of 16.
  public var headerFieldSize = 20 * 1024
  /// Bytes of all headers at most. Default: 64 KiB.
  public var headerSize = 64 * 1024
  /// Headers of a request at most. Default: 100.
  public var headerCount = 100
  /// Bytes of the path and of the query at most, each; longer ones are answered with 414. Default: 8 KiB.
  public var pathLength = 8 * 1024
  /// How long a new connection's first request may take until its headers are there. Default: 10 s.
  public var headTime: Duration = .seconds(10)
  /// How long a connection may be kept without a request. Default: 60 s.
  public var idleTime: Duration = .seconds(60)
  /// How long a body may take to come, besides what its bytes take at the least rate. Default: 10 s.
  public var bodyTime: Duration = .seconds(10)
  /// Bytes a second that a body comes with at least, and an answer is read with. Default: 1 KiB.
  public var leastRate = 1024
  /// How long a client may leave an answer unread. Default: 30 s.
  public var answerTime: Duration = .seconds(30)
  /// Connections at most; further ones wait to be taken. Default: 800.
  public var connections = 800
  /// Connections of one address at most; further ones are closed at once. Default: 400.
  public var connectionsPerAddress = 400
  /// Requests that are served at the same time at most; further ones are answered with 503. Default: 256.
  public var requestsInFlight = 256
  /// Requests of one caller that are served at the same time at most; further ones are answered with 429. Default: 128.
  public var requestsInFlightPerCaller = 128
  /// Requests a second that a caller may send in the long run; further ones are answered with 429. 0 for any number. Default: 1,000.
  public var requestRate = 1000
  /// Requests that a caller may send at once, after a pause. Default: 2,000.
  public var requestBurst = 2000
  /// How long the answer to a refused request is held back: whoever floods waits rather than asks again at once. Default: 250 ms.
  public var refusalDelay: Duration = .milliseconds(250)
  /// Whether a request whose credential was let in is counted for that rather than for its address. Only where credentials are checked: else
  /// made-up ones would go around every limit. Default: `false`.
  public var countsByCredential = false
  /// Callers that are told apart at most; what is counted for each takes about 100 bytes. Default: 10,000.
  public var callerLimit = 10_000

  /// The defaults.
  public init() {}
}

/// Where history's routes are, who may use them, and what they accept.
public struct HistoryRoutesConfiguration: Sendable {
  /// The path that all routes lie under, below the group's where they are added to a group. Default: `/api/history`.
  public var rootPath = "/api/history"
  /// Who may do what. Default: everyone everything.
  public var access = AccessConfiguration()
  /// Bytes that a request's body may have, unpacked; a larger one is answered with 413. Default: 8 MiB.
  public var bodyLimit = 8 * 1024 * 1024
  /// Records that one request may bring; more are answered with 413. Default: 5,000, half of what the recorder's buffer holds.
  public var recordLimit = 5000
  /// Requests that are worked on at the same time; those of others wait, each caller's in turn. A few where the work is this machine's own, more where
  /// it is mostly waiting for a store elsewhere. Default: 32.
  public var requestsAtOnce = 32
  /// Bytes from which an answer is packed for a client that reads gzip; `nil` never packs, such as behind a proxy that does. Default: 1,024.
  public var compressionThreshold: Int? = 1024
  /// The longest that `Prefer: wait` waits for records to be stored. Default: 60 s.
  public var longestWait: Duration = .seconds(60)
  /// How long records without `Prefer: wait` are waited for to be in the recorder's journal, where it has one; then they are accepted with a
  /// `Warning`. Default: 2 s.
  public var journalWait: Duration = .seconds(2)
  /// How often the store is asked for what other processes recorded, as long as someone listens to what happens now: one page of at most 200 records,
  /// however many listen. Zero never asks. Default: 2 s.
  public var liveInterval: Duration = .seconds(2)
  /// What live updates wait by.
  var liveClock: any Clock<Duration> = ContinuousClock()

  /// What puts resources back where their service keeps them. Default: nothing, and plans can be neither made nor applied.
  public var recovery: RecoveryService?
  /// What `/metrics` of the whole server answers, in Prometheus' text format. Default: nothing, and the answer is 404.
  public var metrics: (@Sendable () -> String)?

  /// The defaults.
  public init() {}
}

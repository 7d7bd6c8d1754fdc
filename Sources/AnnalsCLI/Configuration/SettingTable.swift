import Annals

extension Setting {
  /// Every setting there is, in the order of the help.
  static let all: [Setting] = edge + recorder

  private static let edge: [Setting] = [
    .store("store", \.store, "Where history is kept."),
    .text("host", \.host, form: "a host name or an address", "The address that serve listens on."),
    .number("port", \.port, 0...65_535, "The port that serve listens on; 0 takes a free one."),
    .word("log_level", \.logLevel, "What serve logs to standard error."),
  ]

  private static let recorder: [Setting] = [
    .number(
      "buffer_limit", \.history.recorder.bufferLimit, 1...10_000_000,
      "Records held in memory at most; what comes beyond is lost and counted."),
    .bytes(
      "buffer_bytes", \.history.recorder.byteLimit, 1...(64 << 30),
      "Bytes held in memory at most; what comes beyond is lost and counted."),
    .number("batch_limit", \.history.recorder.batchLimit, 1...100_000, "Records that go to the store at once, at most."),
    .bytes("batch_bytes", \.history.recorder.batchByteLimit, 1...(1 << 30), "Bytes that go to the store at once, at most."),
    .interval("batch_interval", \.history.recorder.batchInterval, "How long the first record of a batch waits for others."),
    .interval("retry_interval", \.history.recorder.retryInterval, "The first wait before a failing store is tried again."),
    .interval("retry_limit", \.history.recorder.retryLimit, "The longest wait between two tries of a failing store."),
    .interval("drain_limit", \.history.recorder.drainLimit, "How long a stopping server goes on storing what it holds."),
  ]

  /// The setting of a name as files and `--set` write it.
  static func named(_ name: String) -> Setting? { all.first { $0.name == name } }
}

import Annals
import Logging

/// Everything that can be configured, with its defaults; `Setting.all` says how each is named and what it does.
struct Settings: Sendable {
  /// Where history is kept.
  var store = StoreAddress.sqlite(path: "annals.sqlite")
  /// The address that `serve` listens on.
  var host = "127.0.0.1"
  /// The port that `serve` listens on; 0 takes any free one.
  var port = 8080
  /// What `serve` logs.
  var logLevel = Logger.Level.info
  /// What is redacted, cut and held.
  var history = HistoryConfiguration()
}

import Annals
import AnnalsDynamoDB
import AnnalsSQLite
import AnnalsServer
import Logging

/// Everything that can be configured, with its defaults; `Setting.all` says how each is named and what it does.
struct Settings: Sendable {
  /// Where history is kept.
  var store = StoreAddress.sqlite(path: "annals.sqlite")
  /// How a SQLite store works.
  var sqlite = SQLiteStoreConfiguration()
  /// How a DynamoDB store works.
  var dynamodb = DynamoDBStoreConfiguration()
  /// Where `serve` listens, and what it takes from requests.
  var server = HistoryServerConfiguration()
  /// Who `serve` lets in, and what they may.
  var access = AccessSettings()
  /// The files of the server's certificate and key.
  var tls = TLSSettings()
  /// Which tokens of an identity provider are taken.
  var tokens = TokenSettings()
  /// What `serve` looks out for, and whom it tells.
  var alerts = AlertSettings()
  /// What `serve` logs.
  var logLevel = Logger.Level.info
  /// How `serve` logs.
  var logFormat = LogFormat.text
  /// Where `serve` keeps records until the store has them.
  var journal = JournalSettings()
  /// The YAML file with the schedule.
  var schedule: String?
  /// The file that describes the service's own tables; `annals.yaml` where it is there and none is given.
  var tables: String?
  /// What is redacted, cut and held.
  var history = HistoryConfiguration()
}

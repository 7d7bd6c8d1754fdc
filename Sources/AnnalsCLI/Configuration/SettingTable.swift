import Annals
import AnnalsDynamoDB
import AnnalsSQLite
import AnnalsServer
import Logging

extension Setting {
  /// Every setting there is, in the order of the help.
  static let all: [Setting] = store + server + access + tls + limits + tokens + alerts + journal + sanitizing + recorder

  /// The setting of a name as files and `--set` write it.
  static func named(_ name: String) -> Setting? { all.first { $0.name == name } }

  private static let store: [Setting] = [
    .store("store", \.store, "Where history is kept."),
    .word(
      "sqlite_durability", \.sqlite.durability, [.normal, .full],
      "What a power failure may cost: with normal the last moments, with full\nnothing, at a wait for the disk with every batch."),
    .optionalDays(
      "dynamodb_retention", \.dynamodb.retention,
      "Days after which DynamoDB removes records by itself; the table's expiry\nmust be on expires_at, as annals setup makes it."),
    .number("dynamodb_shards", \.dynamodb.shards, 1...64, "Partitions that share each type's writes in the index by time."),
    .number("dynamodb_concurrency", \.dynamodb.writeConcurrency, 1...256, "Batches that are written at the same time, at most."),
    .number(
      "access_retention_days", \.history.accessRetentionDays, 1...HistoryService.maximumRetention,
      "Days that records about access (who looked at history, and what was done\nto it) are kept at least, whatever a clean-up asks for."),
    .interval(
      "dynamodb_read_limit", \.dynamodb.readLimit, "How long a reading call to DynamoDB is tried before the answer is that it failed."),
    .optionalText(
      "tables", \.tables, form: "the path of a YAML file",
      "The description of the service's own tables; annals.yaml in the working\nfolder where it is there. annals tables checks it."),
  ]

  private static let server: [Setting] = [
    .text("host", \.server.host, form: "a host name or an address", "The address that serve listens on."),
    .number("port", \.server.port, 0...65_535, "The port that serve listens on; 0 takes a free one."),
    .optionalText(
      "user_header", \.server.userHeader, form: "a header's name, as X-User-ID",
      "The header that says who acts, where a proxy sets it that nobody can\ngo around."),
    .onOff("dashboard", \.server.hasDashboard, "Whether serve has the dashboard, at /."),
    .onOff(
      "secure_cookies", \.server.hasSecureCookies,
      "Whether the dashboard's cookies are for encrypted connections alone, as\nwhere a proxy encrypts them; with tls_certificate they always are."
    ),
    .interval(
      "live_interval", \.server.routes.liveInterval,
      "How often the store is asked for what other processes recorded, while\nsomeone looks at what happens now; 0 never asks."),
    .bytes("body_limit", \.server.routes.bodyLimit, 1...(1 << 30), "Bytes that a request's body may have, unpacked."),
    .word("log_level", \.logLevel, Logger.Level.allCases, "What serve logs to standard error."),
    .optionalText(
      "schedule", \.schedule, form: "the path of a YAML file",
      "The file with the schedule: clean-ups and other jobs that serve runs at\ntheir times, each by one of all processes of a store."),
    .word("log_format", \.logFormat, LogFormat.allCases, "How serve logs: lines for people, or a JSON object a line."),
  ]

  private static let journal: [Setting] = [
    .journal(
      "journal", \.journal.place,
      "The folder where serve keeps records on disk until the store has them.\nThe default is PATH.journal.d beside a SQLite file, and\nannals-TABLE.journal.d in the working folder for a DynamoDB table."
    ),
    .durability(
      "journal_sync", \.journal.durability,
      "When the journal is forced to the disk: what a crash of the machine may\ncost. A crash of the process costs nothing of it."),
    .bytes("journal_limit", \.journal.sizeLimit, (8 << 20)...(1 << 40), "Bytes of the journal at most; what comes beyond waits in memory."),
  ]

  private static let sanitizing: [Setting] = [
    .onOff("redaction", \.history.redaction.isEnabled, "Whether secrets are redacted before a record is stored."),
    .list(
      "redaction_names", \.history.redaction.names, form: "names, as salary,home_phone",
      "Names whose values are redacted besides the built-in ones."),
    .list(
      "redaction_paths", \.history.redaction.paths, form: "paths, as profile.*.phone,before_state.notes",
      "Places in states and metadata that are always redacted; * stands for\none name or element, ** for any number."),
    .list(
      "redaction_allowed_paths", \.history.redaction.allowedPaths, form: "paths, as profile.**",
      "Places that are never redacted; they win over everything else."),
    .secret(
      "redaction_key", \.history.redaction.fingerprintKey, form: "16 bytes or more, best 32 random ones",
      "With a key, a mark tells whether a secret changed: [REDACTED:1f3a90c2]."),
    .bytes(
      "text_limit", \.history.truncation.textLimit, 128...(256 << 10), "Bytes that a text is shown with; the whole text is kept beside it."),
    .bytes(
      "record_limit", \.history.truncation.recordLimit, (8 << 10)...(256 << 10),
      "Bytes that states and metadata have together after texts are cut."),
  ]

  private static let recorder: [Setting] = [
    .number(
      "buffer_limit", \.history.recorder.bufferLimit, 1...10_000_000,
      "Records held in memory at most; what comes beyond goes to the journal, or\nis lost and counted where there is none."),
    .bytes(
      "buffer_bytes", \.history.recorder.byteLimit, 1...(64 << 30),
      "Bytes held in memory at most; what comes beyond goes to the journal, or\nis lost and counted where there is none."),
    .number("batch_limit", \.history.recorder.batchLimit, 1...100_000, "Records that go to the store at once, at most."),
    .bytes("batch_bytes", \.history.recorder.batchByteLimit, 1...(1 << 30), "Bytes that go to the store at once, at most."),
    .interval("batch_interval", \.history.recorder.batchInterval, "How long the first record of a batch waits for others."),
    .interval("retry_interval", \.history.recorder.retryInterval, "The first wait before a failing store is tried again."),
    .interval("retry_limit", \.history.recorder.retryLimit, "The longest wait between two tries of a failing store."),
    .interval(
      "drain_limit", \.history.recorder.drainLimit,
      "How long a stopping server goes on storing what it holds; what is left\nthen stays in the journal. As long annals journal drain tries a store."
    ),
  ]
}

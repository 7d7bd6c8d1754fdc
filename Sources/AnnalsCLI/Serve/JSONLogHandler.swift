import Annals
import Logging

/// Writes each event as one JSON object on one line: `time` (RFC 3339), `level`, `logger`, `message`, and `metadata` where there is some.
///
/// Whatever a message or metadata holds stays inside its string: line ends, line separators and other control characters are written as escapes.
struct JSONLogHandler: LogHandler {
  let label: String
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  var logLevel = Logger.Level.info
  private let now: @Sendable () -> Timestamp
  private let write: @Sendable (String) -> Void

  init(
    label: String, now: @escaping @Sendable () -> Timestamp = { .now }, write: @escaping @Sendable (String) -> Void = { Console.write($0) }
  ) {
    self.label = label
    self.now = now
    self.write = write
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var all = metadata
    if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
    if let own = event.metadata { all.merge(own) { _, new in new } }
    if let error = event.error { all["error.message"] = "\(error)" }
    write(Self.line(at: now(), event.level, label, "\(event.message)", all))
  }

  /// A whole line with its end.
  static func line(
    at moment: Timestamp, _ level: Logger.Level, _ label: String, _ message: String, _ metadata: Logger.Metadata = [:]
  ) -> String {
    var json: JSONObject = [
      "time": .string(moment.description), "level": .string(level.rawValue), "logger": .string(label), "message": .string(message),
    ]
    if !metadata.isEmpty { json["metadata"] = value(.dictionary(metadata)) }
    return SafeText.escaped(json: JSONWriter.text(of: json)) + "\n"
  }

  private static func value(_ value: Logger.MetadataValue) -> JSONValue {
    switch value {
    case .string(let text): .string(text)
    case .stringConvertible(let value): .string(value.description)
    case .array(let elements): .array(elements.map(Self.value))
    case .dictionary(let members): .object(JSONObject(members.sorted { $0.key < $1.key }.map { ($0.key, Self.value($0.value)) }))
    }
  }
}

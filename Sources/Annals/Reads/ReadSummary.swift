/// What a query or a scan read: one READ stands for all of it, as `metadata.reads`.
public struct ReadSummary: Hashable, Sendable {
  /// The most keys that a record names.
  public static let keyLimit = 20
  /// The most fields that a record names.
  public static let fieldLimit = 50

  /// How many items were read.
  public let count: Int
  /// The first keys or ids that were read, at most 20.
  public let keys: [String]
  /// The fields that were asked for, at most 50; empty where all were.
  public let fields: [String]

  /// A summary; of keys and fields the first are kept.
  public init(count: Int, keys: some Sequence<String> = EmptyCollection(), fields: some Sequence<String> = EmptyCollection()) {
    self.count = min(max(count, 0), ReadCount.limit)
    self.keys = Array(keys.prefix(Self.keyLimit))
    self.fields = Array(fields.prefix(Self.fieldLimit))
  }

  /// The summary as the member `reads` of a record's metadata; what is empty is left out.
  public var json: JSONObject {
    var json: JSONObject = ["count": .number(JSONNumber(count))]
    if !keys.isEmpty { json["keys"] = .array(keys.map(JSONValue.string)) }
    if !fields.isEmpty { json["fields"] = .array(fields.map(JSONValue.string)) }
    return json
  }
}

extension HistoryService {
  /// Records what a query or a scan read as one READ, instead of one for each item.
  ///
  /// The type's policy holds for it as for any other read. Returns at once, as `log` does.
  ///
  /// - Parameters:
  ///   - resourceType: The type of what was read.
  ///   - id: What the question was about, such as a partition; else `*`.
  ///   - reads: How many were read, which, and which of their fields.
  ///   - user: Who read; else the context's user, else `system`.
  ///   - metadata: What else should be kept.
  ///   - function: The name of the function that read.
  ///   - failure: Why the question failed, where it did.
  public func logReads(
    _ resourceType: String, id: String = "*", _ reads: ReadSummary, user: String? = nil, metadata: JSONObject = [:],
    function: String? = nil, failure: (any Error)? = nil
  ) {
    var metadata = metadata
    metadata[ReadCount.name] = .object(reads.json)
    log(.read, resourceType, id: id, user: user, metadata: metadata, function: function, failure: failure)
  }
}

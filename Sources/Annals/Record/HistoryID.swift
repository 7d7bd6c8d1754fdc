/// A record's id among all records: `2025-12-16T20:30:00.123456Z#DELETE#prompt-1.1#01J9Z3K8Q2`.
///
/// Records from before there were tokens have no last part. Their id is ambiguous when the resource's id holds a `#`, so both readings are offered.
public struct HistoryID: Hashable, Sendable, CustomStringConvertible {
  /// The id's text.
  public let description: String

  /// One way to read an id.
  public struct Reading: Hashable, Sendable {
    /// The record's sort key.
    public let key: SortKey
    /// The id of its resource.
    public let resourceID: String
  }

  /// The ways to read the id, the one with a token first.
  public let readings: [Reading]

  /// Reads an id. Throws `invalidHistoryID` where it lacks a timestamp, a kind or a resource id.
  public init(_ text: String) throws(HistoryError) {
    guard let parts = HistoryIDParts(text), let timestamp = try? Timestamp(parts.timestamp),
      let (kind, _) = try? OperationKind.reading(parts.kind), !parts.rest.isEmpty
    else {
      throw HistoryError(
        .invalidHistoryID,
        "the history id \"\(text.quoted(80))\" cannot be read: send TIMESTAMP#OPERATION#RESOURCE_ID#TOKEN, as history_id gives it")
    }
    description = text
    var readings: [Reading] = []
    if let mark = parts.rest.utf8.lastIndex(of: UInt8(ascii: "#")), mark > parts.rest.startIndex,
      let token = try? RecordToken(String(parts.rest[parts.rest.utf8.index(after: mark)...]))
    {
      let key = SortKey(timestamp: timestamp, kind: kind, token: token)
      readings.append(Reading(key: key, resourceID: String(parts.rest[..<mark])))
    }
    readings.append(Reading(key: SortKey(timestamp: timestamp, kind: kind, token: nil), resourceID: parts.rest))
    self.readings = readings
  }

  init(key: SortKey, resource: Resource) {
    let token = key.token.map { "#\($0)" } ?? ""
    description = "\(key.timestamp)#\(key.kind)#\(resource.id)\(token)"
    readings = [Reading(key: key, resourceID: resource.id)]
  }

  /// By the texts' UTF-8 bytes.
  public static func == (left: HistoryID, right: HistoryID) -> Bool { left.description.hasSameBytes(as: right.description) }
  /// By text.
  public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}

/// The three parts of an id, split by bytes: beside a combining character `#` is not a `Character` of its own.
struct HistoryIDParts {
  let timestamp: String
  let kind: String
  /// The resource's id, and the token where there is one.
  let rest: String

  init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "#"), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    timestamp = String(Substring(parts[0]))
    kind = String(Substring(parts[1]))
    rest = String(Substring(parts[2]))
  }
}

/// A record's place in its resource's history and, with the resource, in all history: by moment, then kind, then token.
///
/// The order is that of the stored `SK` text, `OPERATION#2025-12-16T20:30:00.123456Z#DELETE#01J9Z3K8Q2`.
public struct SortKey: Hashable, Sendable, Comparable {
  /// When the operation was.
  public let timestamp: Timestamp
  /// What was done.
  public let kind: OperationKind
  /// What keeps operations of one microsecond apart.
  public let token: RecordToken?

  /// Makes a key of its parts.
  public init(timestamp: Timestamp, kind: OperationKind, token: RecordToken?) {
    self.timestamp = timestamp
    self.kind = kind
    self.token = token
  }

  /// By moment, then kind, then token; no token comes first.
  public static func < (left: SortKey, right: SortKey) -> Bool {
    if left.timestamp != right.timestamp { return left.timestamp < right.timestamp }
    if left.kind != right.kind { return left.kind < right.kind }
    switch (left.token, right.token) {
    case (let left?, let right?): return left < right
    case (nil, .some): return true
    case (_, nil): return false
    }
  }
}

import Crypto

/// A resource id in 16 bytes: the beginning of its SHA-256, so that what was seen can be remembered for millions of resources.
///
/// That two ids of a type share a mark is as likely as 1 in 10^24 for ten million of them.
struct ResourceMark: Hashable, Sendable {
  private let first: UInt64
  private let second: UInt64

  init(_ resource: Resource) {
    var id = resource.id
    let digest = id.withUTF8 { SHA256.hash(data: UnsafeRawBufferPointer($0)) }
    (first, second) = digest.withUnsafeBytes {
      ($0.loadUnaligned(fromByteOffset: 0, as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }
  }
}

/// The resources that were dealt with, up to a bound: what lies beyond it is not remembered.
struct SeenResources: Sendable {
  private var marks: Set<ResourceMark> = []
  private let limit: Int
  /// Whether all that were dealt with are remembered.
  private(set) var isComplete: Bool

  init(limit: Int, isComplete: Bool) {
    self.limit = limit
    self.isComplete = isComplete
  }

  func contains(_ mark: ResourceMark) -> Bool { marks.contains(mark) }

  mutating func insert(_ mark: ResourceMark) {
    if marks.count < limit {
      marks.insert(mark)
    } else if !marks.contains(mark) {
      isComplete = false
    }
  }
}

/// The first operation of each resource behind a moment, up to a bound of resources.
struct LaterOperations: Sendable {
  /// Such an operation, in few bytes: enough to find it, and to tell whether its state before is a certain one.
  struct Entry: Sendable {
    let timestamp: Timestamp
    fileprivate let place: Int
    fileprivate let saying: Int
    /// Whether it says that the resource was not there.
    let isCreation: Bool

    init(_ record: HistoryRecord) {
      let saying = record.sayingBefore
      timestamp = record.timestamp
      place = record.sortKey.hashValue
      self.saying = saying.hashValue
      isCreation = saying == .absent
    }

    func isOf(_ record: HistoryRecord) -> Bool { timestamp == record.timestamp && place == record.sortKey.hashValue }

    /// Whether it says what the other record says.
    func agrees(with saying: StateEvidence.Saying) -> Bool { saying.hashValue == self.saying }
  }

  private var entries: [ResourceMark: Entry] = [:]
  private let limit: Int
  /// Whether all are remembered.
  private(set) var isComplete: Bool

  init(limit: Int, isComplete: Bool) {
    self.limit = limit
    self.isComplete = isComplete
  }

  subscript(mark: ResourceMark) -> Entry? { entries[mark] }

  /// Notes an operation; those of one resource come newest first, so that the oldest stays.
  mutating func note(_ record: HistoryRecord) {
    let mark = ResourceMark(record.resource)
    if entries.count < limit || entries[mark] != nil {
      entries[mark] = Entry(record)
    } else {
      isComplete = false
    }
  }

  /// When those were that are of a resource that was not seen, and do not say that it was not there, the latest first; `nil` where not all is known.
  func others(than seen: SeenResources) -> [Timestamp]? {
    guard isComplete, seen.isComplete else { return nil }
    let moments = entries.compactMap { mark, entry in entry.isCreation || seen.contains(mark) ? nil : entry.timestamp }
    return Set(moments).sorted(by: >)
  }
}

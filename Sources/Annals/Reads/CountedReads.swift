import ServiceContextModule

/// Reads that were held back, and that one record will stand for.
struct CountedReads: Sendable {
  private(set) var count: Int
  private let first: Timestamp
  private var last: Timestamp
  /// The function and the context of the first of them.
  private let function: String?
  private let context: ServiceContext?

  init(_ operation: CapturedOperation, count: Int) {
    self.count = count
    first = operation.timestamp
    last = operation.timestamp
    function = operation.function
    context = operation.context
  }

  mutating func add(_ count: Int, at moment: Timestamp) {
    self.count += count
    last = max(last, moment)
  }

  /// The operation that stands for them: what the first one carried, without metadata of its caller, which was about that one.
  func operation(of key: ReadKey, at moment: Timestamp, interval: Duration) -> CapturedOperation {
    CapturedOperation(
      kind: .read, resourceType: key.type, resourceID: key.id, timestamp: moment, number: RecordToken.nextNumber(), user: key.user,
      before: nil, after: nil, metadata: [ReadCount.name: .object(.cooldown(interval, count: count, first: first, last: last))],
      function: function, failure: nil, problems: [], context: context)
  }
}

extension CapturedOperation {
  /// The READ with what its policy says of it; what the caller says there stays.
  func standing(for reads: JSONObject) -> CapturedOperation {
    var operation = self
    var all = metadata[ReadCount.name]?.object ?? [:]
    for member in reads.members { all[member.name] = member.value }
    operation.metadata[ReadCount.name] = .object(all)
    return operation
  }
}

extension JSONObject {
  /// `metadata.reads` of a record under a cooldown.
  static func cooldown(_ interval: Duration, count: Int, first: Timestamp, last: Timestamp) -> JSONObject {
    [
      "count": .number(JSONNumber(count)), "first": .string(first.description), "last": .string(last.description), "policy": "cooldown",
      "interval_seconds": .number(seconds(of: interval)),
    ]
  }

  /// `metadata.reads` of a record that was drawn with a chance.
  static func sample(_ rate: Double, count: Int) -> JSONObject {
    ["count": .number(JSONNumber(count)), "policy": "sample", "rate": .number(JSONNumber(exactly: rate) ?? JSONNumber(0))]
  }

  private static func seconds(of interval: Duration) -> JSONNumber {
    let (seconds, attoseconds) = interval.components
    guard attoseconds != 0 else { return JSONNumber(Int(seconds)) }
    return JSONNumber(exactly: Double(seconds) + Double(attoseconds) / 1e18) ?? JSONNumber(Int(seconds))
  }
}

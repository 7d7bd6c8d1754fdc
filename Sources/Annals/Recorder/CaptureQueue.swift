import DequeModule

/// What was captured and is not prepared yet, oldest first, kept in batches: taking one costs the same at any size, and adding to one moves
/// nothing that is there, so that callers hardly ever wait for each other or for who takes.
struct CaptureQueue {
  private let batchLimit: Int
  private var full = Deque<[Capture]>()
  private var open: [Capture] = []
  /// How many there are.
  private(set) var count = 0

  /// A queue that gives batches of this many at most.
  init(batchLimit: Int) { self.batchLimit = batchLimit }

  var isEmpty: Bool { count == 0 }
  var first: Capture? { full.first?.first ?? open.first }

  mutating func append(_ capture: consuming Capture) {
    open.append(capture)
    count += 1
    guard open.count == batchLimit else { return }
    full.append(open)
    open = []
    // The next batch is likely to become as long, and growing would move what it holds. A memory page's worth of them costs little.
    open.reserveCapacity(min(batchLimit, 512))
  }

  /// The oldest batch, full where there is a full one.
  mutating func takeBatch() -> [Capture] {
    var batch: [Capture] = []
    if let oldest = full.popFirst() { batch = oldest } else { swap(&batch, &open) }
    count -= batch.count
    return batch
  }

  mutating func takeAll() -> [Capture] {
    var all: [Capture] = []
    while !isEmpty { all += takeBatch() }
    return all
  }
}

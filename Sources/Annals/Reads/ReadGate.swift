/// Which READs are recorded, and which are counted: every rule of the policies, without a clock, a lock or an await.
///
/// Time is given as the time since any fixed moment, by a clock that nobody sets back.
struct ReadGate {
  /// What becomes of a READ.
  struct Decision {
    /// The READ, where it is recorded itself.
    var read: CapturedOperation?
    /// What stands for reads that were counted before: at most two, one of whose place was needed.
    var told: [CapturedOperation] = []
    /// Whether what ends first ends sooner than before, so that who waits for it must look again.
    var endsSooner = false
  }

  private let limit: Int
  private var cooling = CoolingTable()
  private var source: SplitMix64
  /// Whether nothing is counted, since nobody would tell of it.
  private var isLettingThrough = false

  /// A gate that counts for so many users and resources at most; samples are drawn by the seed.
  init(limit: Int, seed: UInt64) {
    self.limit = limit
    source = SplitMix64(seed: seed)
  }

  /// When the first interval ends; `nil` where none is open.
  var nextEnd: Duration? { cooling.first.flatMap { cooling[$0]?.end } }

  /// Decides about a READ that succeeded; `type` is its type's name in upper case.
  mutating func admit(_ read: CapturedOperation, of type: String, under policy: ReadPolicy, at now: Duration) -> Decision {
    switch policy {
    case .off: return Decision()
    case .every: return Decision(read: read)
    case .sample(let rate):
      guard Double.random(in: 0..<1, using: &source) < rate else { return Decision() }
      return Decision(read: read.standing(for: .sample(rate, count: ReadCount.count(in: read.metadata))))
    case .cooldown(let interval):
      return cool(read, ReadKey(read, type: type), interval, at: now)
    }
  }

  /// Ends intervals that are over, at most so many; what was counted in them becomes operations of this moment. `isLast` when no more are over.
  mutating func end(at now: Duration, moment: Timestamp, limit: Int) -> (told: [CapturedOperation], isLast: Bool) {
    var told: [CapturedOperation] = []
    for _ in 0..<limit {
      guard let place = cooling.first, let entry = cooling[place], entry.end <= now else { return (told, true) }
      if entry.counted == nil { cooling.remove(place) } else { told += restart(place, at: now, moment) }
    }
    return (told, false)
  }

  /// Ends all intervals; from then on every read is let through.
  mutating func close(moment: Timestamp) -> [CapturedOperation] {
    isLettingThrough = true
    var told: [CapturedOperation] = []
    while let place = cooling.oldest {
      told += restart(place, at: .zero, moment)
      cooling.remove(place)
    }
    return told
  }

  /// Counts reads again.
  mutating func open() { isLettingThrough = false }

  // MARK: Cooldown

  private mutating func cool(_ read: CapturedOperation, _ key: ReadKey, _ interval: Duration, at now: Duration) -> Decision {
    let count = ReadCount.count(in: read.metadata)
    guard let place = cooling.place(of: key), let end = cooling[place]?.end else { return begin(read, key, interval, count, at: now) }
    var decision = Decision()
    let counted = cooling[place]?.counted?.count ?? 0
    if end <= now || counted > ReadCount.limit - count {
      decision.told = restart(place, at: now, read.timestamp)
      if decision.told.isEmpty {
        decision.read = first(read, interval, count)
        return decision
      }
    }
    if cooling[place]?.counted?.add(count, at: read.timestamp) == nil { cooling[place]?.counted = CountedReads(read, count: count) }
    return decision
  }

  /// The first read of a user and resource: recorded at once, and where it is the table's turn, in the place of the oldest.
  private mutating func begin(
    _ read: CapturedOperation, _ key: ReadKey, _ interval: Duration, _ count: Int, at now: Duration
  ) -> Decision {
    var decision = Decision(read: first(read, interval, count))
    guard !isLettingThrough else { return decision }
    if cooling.count >= limit, let oldest = cooling.oldest {
      decision.told = restart(oldest, at: now, read.timestamp)
      cooling.remove(oldest)
    }
    decision.endsSooner = nextEnd.map { now + interval < $0 } ?? true
    cooling.insert(key, interval: interval, at: now)
    return decision
  }

  private func first(_ read: CapturedOperation, _ interval: Duration, _ count: Int) -> CapturedOperation {
    read.standing(for: .cooldown(interval, count: count, first: read.timestamp, last: read.timestamp))
  }

  /// Begins an entry's next interval; gives the operation that stands for what was counted in the one before, where something was.
  private mutating func restart(_ place: Int, at now: Duration, _ moment: Timestamp) -> [CapturedOperation] {
    guard let key = cooling[place]?.key else { return [] }
    let interval = cooling.interval(at: place)
    return cooling.restart(place, at: now).map { [$0.operation(of: key, at: moment, interval: interval)] } ?? []
  }
}

import Synchronization

/// Holds a recorder's READs back as their policies say, under a lock of its own, so that the recorder's is not held longer.
final class ReadAudit: Sendable {
  private let policies: [String: ReadPolicy]
  private let otherwise: ReadPolicy
  private let gate: Mutex<ReadGate>
  private let clock: any Clock<Duration>
  /// The time since the audit was made.
  private let elapsed: @Sendable () -> Duration
  private let changed = WakeSignal()
  /// Intervals that are ended while the lock is held once.
  private static let step = 256

  /// An audit of a configuration that was checked.
  init(_ configuration: ReadAuditing, clock: any Clock<Duration>, seed: UInt64 = .random(in: 0...UInt64.max)) {
    policies = Dictionary(configuration.policies.map { (ResourceType(coercing: $0.key).name, $0.value) }) { first, _ in first }
    otherwise = configuration.otherwise
    gate = Mutex(ReadGate(limit: configuration.coolingLimit, seed: seed))
    self.clock = clock
    elapsed = Self.stopwatch(clock)
  }

  /// The policy of a type, by its name in any case.
  func policy(of type: String) -> ReadPolicy { policies.isEmpty ? otherwise : policies[Self.upperCased(type)] ?? otherwise }

  /// Decides about a READ that succeeded; `take` gets what is to be recorded, in the order in which it came to be.
  func admit(_ read: CapturedOperation, under policy: ReadPolicy, _ take: (CapturedOperation) -> Void) {
    let type = Self.upperCased(read.resourceType)
    let now = elapsed()
    let decision = gate.withLock { $0.admit(read, of: type, under: policy, at: now) }
    if decision.endsSooner { changed.set() }
    decision.told.forEach(take)
    if let read = decision.read { take(read) }
  }

  /// Ends intervals as their time comes, until the task is cancelled.
  func run(now: @Sendable () -> Timestamp, _ take: @Sendable (CapturedOperation) -> Void) async {
    while !Task.isCancelled {
      let (time, moment) = (elapsed(), now())
      let (ended, next) = gate.withLock { ($0.end(at: time, moment: moment, limit: Self.step), $0.nextEnd) }
      ended.told.forEach(take)
      guard ended.isLast else { continue }
      guard let next else {
        await changed.wait()
        continue
      }
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await self.changed.wait() }
        group.addTask { try? await self.clock.sleep(for: max(next - time, .zero)) }
        await group.next()
        group.cancelAll()
      }
    }
  }

  /// Counts reads, which `run` tells of.
  func open() { gate.withLock { $0.open() } }

  /// Gives what stands for the reads that are counted, and counts no more.
  func close(at moment: Timestamp) -> [CapturedOperation] { gate.withLock { $0.close(moment: moment) } }

  /// The name in upper case, as it is where it is that already.
  private static func upperCased(_ name: String) -> String {
    name.utf8.allSatisfy { $0 < 0x80 && !(0x61...0x7A).contains($0) } ? name : name.uppercased()
  }

  private static func stopwatch<C: Clock<Duration>>(_ clock: C) -> @Sendable () -> Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
  }
}

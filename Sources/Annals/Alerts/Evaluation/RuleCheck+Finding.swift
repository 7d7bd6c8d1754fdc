extension RuleCheck {
  /// What the condition says of the operation at a place, just taken in; `nil` where it does not count. Operations at or before `floor` do not.
  func admission(
    of operation: AlertObservation, at place: Int, of key: UInt64, in log: OperationLog, after floor: Int64, _ memory: inout RuleMemory
  ) -> Admission? {
    guard operation.moment > floor else { return nil }
    var admission = Admission(finding: finding(at: place, of: key, in: log, after: floor, &memory))
    if case .share = self { admission.count = operation.isFailed ? 1 : 0 }
    return admission
  }

  /// What the condition finds in the operations after `floor`, of which that at a place came last.
  func finding(
    at place: Int, of key: UInt64, in log: OperationLog, after floor: Int64, _ memory: inout RuleMemory
  ) -> Admission.Finding? {
    switch self {
    case .count(let limit, let width): Self.run(around: place, of: limit, within: width, after: floor, in: log)
    case .share(let share, let least, _): failures(above: share, least, in: log, after: floor)
    case .distinct(let limit, _): resources(above: limit, at: place, of: key, in: log, after: floor, &memory)
    case .usual(let factor, let least): memory.usual[key].flatMap { operations(above: $0, factor, least, in: log, after: floor) }
    }
  }

  private func failures(above share: Double, _ least: Int, in log: OperationLog, after floor: Int64) -> Admission.Finding? {
    let first = log.firstPlace(after: floor)
    let (size, failed) = (log.entries.count - first, log.failures(from: first))
    guard size >= least, Double(failed) > share * Double(size) else { return nil }
    return found(failed, from: first, in: log)
  }

  private func resources(
    above limit: Int, at place: Int, of key: UInt64, in log: OperationLog, after floor: Int64, _ memory: inout RuleMemory
  ) -> Admission.Finding? {
    let first = log.firstPlace(after: floor)
    let named = log.resources(from: first)
    // Kept until they are far below the limit, so that none is counted anew and anew.
    guard named > limit / 2 else {
      memory.resources[key] = nil
      return nil
    }
    guard named > limit || memory.resources[key] != nil else { return nil }
    if memory.resources[key]?.take(place, of: log, after: floor) != true { memory.resources[key] = DistinctCount(log, after: floor) }
    guard let count = memory.resources[key]?.count, count > limit else { return nil }
    return found(count, from: first, in: log)
  }

  private func operations(
    above usual: UsualCount, _ factor: Double, _ least: Int, in log: OperationLog, after floor: Int64
  ) -> Admission.Finding? {
    let first = log.firstPlace(after: floor)
    let size = log.entries.count - first
    guard usual.hour == UsualCount.hour(of: log.latest), size >= least, Double(size) > factor * usual.count else { return nil }
    return found(size, from: first, in: log)
  }

  private func found(_ count: Int, from first: Int, in log: OperationLog) -> Admission.Finding {
    Admission.Finding(
      first: log.entries[first].moment, last: log.latest, count: count, total: log.entries.count - first, until: log.latest + width)
  }
}

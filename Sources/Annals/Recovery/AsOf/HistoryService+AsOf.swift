extension HistoryService {
  /// A resource's state at a moment, whole: that after the last operation until then that changed it or, where that was not recorded, the one
  /// before the next operation.
  ///
  /// Never a guess: where neither tells it, it is unknown, and why.
  public func state(of resource: Resource, at moment: Timestamp) async throws -> ResourceState {
    try await self.resource(resource, at: moment).state
  }

  /// A resource as it was at a moment: its state, which fields of it are not known, and whether something changed it without a record.
  public func resource(_ resource: Resource, at moment: Timestamp) async throws -> ResourceAtMoment {
    try await RecordSource(self).resource(resource, at: moment)
  }

  /// All resources of a type as they were at a moment, found as they are asked for.
  ///
  /// - Parameters:
  ///   - type: The resources' type.
  ///   - moment: The moment; operations of it count.
  ///   - showsAbsent: Whether resources that were removed before are among them.
  ///   - pageSize: Records that are read in one question: 1 to 1,000.
  /// - Returns: The resources; a step throws what the store throws.
  public func states(
    of type: ResourceType, at moment: Timestamp, showsAbsent: Bool = false, pageSize: Int = 500
  ) -> ResourceStateSequence {
    var options = StateWalk.Options()
    options.pageSize = min(max(pageSize, PageRequest.limits.lowerBound), PageRequest.limits.upperBound)
    return ResourceStateSequence(StateWalk(RecordSource(self), of: type, at: moment, options: options), showsAbsent: showsAbsent)
  }
}

extension RecordSource {
  /// The newest operation on a resource until a moment that changed it, or may have.
  package func lastOperation(on resource: Resource, until moment: Timestamp) async throws -> HistoryRecord? {
    try await StateLookup(source: self, moment: moment).last(of: resource)
  }

  /// A resource as it was at a moment, by what may be seen.
  package func resource(
    _ resource: Resource, at moment: Timestamp, isShown: @escaping @Sendable (HistoryRecord) -> Bool = { _ in true }
  ) async throws -> ResourceAtMoment {
    let lookup = StateLookup(source: self, moment: moment, isShown: isShown)
    return try await lookup.resource(resource, last: lookup.last(of: resource), next: lookup.next(of: resource))
  }
}

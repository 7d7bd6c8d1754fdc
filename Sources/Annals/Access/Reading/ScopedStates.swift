/// Resources at a moment as one principal sees them: told by records in their scope alone, without the fields that are hidden from them.
///
/// Who sees only what some users did is refused: the operations of others make a state, too, and leaving them out would tell what was not so.
package struct ScopedStates: Sendable {
  /// Some resources, and where to go on.
  package struct Page: Sendable {
    /// The resources.
    package let states: [ResourceAtMoment]
    /// Where the next page begins; `nil` when this page is the last.
    package let next: Cursor?
    /// Whether looking stopped before the page was full.
    package let isPartial: Bool
  }

  private let visibility: Visibility
  private let isByUser: Bool
  private let source: RecordSource
  /// Records that are read for one page at most.
  private let readLimit: Int
  /// Questions about single resources that are asked for one page at most.
  private let lookupLimit: Int

  /// What a principal sees of a source.
  package init(
    _ source: RecordSource, for principal: Principal, readLimit: Int = 20_000, lookupLimit: Int = 2_000
  ) {
    visibility = Visibility(of: principal)
    isByUser = principal.scope.users != nil
    self.readLimit = readLimit
    self.lookupLimit = lookupLimit
    let hidden = HiddenFields(principal.scope.hiddenFields)
    // Texts go back before fields are hidden, for a text may hold one.
    self.source = RecordSource(page: source.page, whole: { hidden.hide(in: try await source.whole($0)) })
  }

  /// A resource as it was. What may not be seen is told as what was never recorded.
  package func resource(_ resource: Resource, at moment: Timestamp) async throws -> ResourceAtMoment {
    try checkScope()
    guard visibility.shows(resource) else {
      return ResourceAtMoment(resource: resource, moment: moment, state: StateEvidence().state(of: resource, at: moment))
    }
    let visibility = visibility
    return try await source.resource(resource, at: moment, isShown: { visibility.shows($0) })
  }

  /// A page of a type's resources as they were.
  package func states(
    of type: ResourceType, at moment: Timestamp, showsAbsent: Bool, after cursor: Cursor?, limit: Int
  ) async throws -> Page {
    try checkScope()
    guard PageRequest.limits.contains(limit) else {
      throw HistoryError(.invalidLimit, "the limit \(limit) is out of range: a page has 1 to 1,000 resources")
    }
    guard visibility.mayShow(type) else { return Page(states: [], next: nil, isPartial: false) }
    var options = StateWalk.Options()
    options.cursor = cursor
    options.readsAhead = false
    options.pageSize = min(max(limit, 100), PageRequest.limits.upperBound)
    let visibility = visibility
    var walk = StateWalk(source, of: type, at: moment, options: options, isShown: { visibility.shows($0) })
    var states: [ResourceAtMoment] = []
    while states.count < limit {
      guard walk.recordCount < readLimit, walk.lookupCount < lookupLimit else {
        return Page(states: states, next: walk.cursor, isPartial: true)
      }
      switch try await walk.step() {
      case .found(let found):
        if case .absent = found.state, !showsAbsent { continue }
        states.append(found)
      case .nothing: continue
      case .end: return Page(states: states, next: nil, isPartial: false)
      }
    }
    return Page(states: states, next: walk.cursor, isPartial: false)
  }

  private func checkScope() throws(HistoryError) {
    guard !isByUser else {
      throw HistoryError(
        .forbidden, "your scope shows only what some users did, and a state follows from what all did: ask who has no such scope")
    }
  }
}

/// What of history someone sees: what lies in their scope and, only where they may see who looked, the records of that.
package struct Visibility: Sendable {
  private let scope: AccessScope
  private let seesAccess: Bool
  /// How many filters one question may become.
  private static let filterLimit = 16

  /// What a principal sees.
  package init(of principal: Principal) {
    scope = principal.scope
    seesAccess = principal.may(.seeAccess)
  }

  /// Whether no record is left out.
  package var showsAllRecords: Bool { scope.holdsAllRecords && seesAccess }

  /// Whether only types narrow it, so that counts by type are its counts.
  var isByType: Bool { scope.idPrefixes == nil && scope.users == nil }
  /// The types that are seen; `nil` for all.
  var resourceTypes: Set<ResourceType>? { scope.resourceTypes }
  /// The first moment that is seen; `nil` where there is none.
  var since: Timestamp? { scope.since }

  /// Which records of a type are counted, where only types narrow it.
  enum Counting {
    case all
    /// Only the records of one resource.
    case one(Resource)
    /// Those that are shown, found by reading.
    case shown
  }

  /// How a type's records are counted. Of Annals' own, who may not see looks sees losses, and the looks of what they may not see are not theirs.
  func counting(_ type: ResourceType) -> Counting {
    guard type == .history else { return .all }
    guard seesAccess else { return .one(.recorder) }
    return scope.resourceTypes == nil ? .all : .shown
  }

  /// Whether a record is seen.
  package func shows(_ record: HistoryRecord) -> Bool {
    guard scope.users?.contains(record.user) ?? true, scope.since.map({ $0 <= record.timestamp }) ?? true else { return false }
    return shows(record.resource)
  }

  /// Whether resources of a type may be seen.
  func mayShow(_ type: ResourceType) -> Bool { scope.resourceTypes?.contains(type) ?? true }

  /// Whether a resource's records can be seen. A record of a look is seen where what was looked at is seen, too.
  package func shows(_ resource: Resource) -> Bool {
    guard resource.isAccess else { return scope.contains(resource) }
    guard seesAccess, scope.resourceTypes?.contains(.history) ?? true else { return false }
    guard scope.resourceTypes != nil || scope.idPrefixes != nil else { return true }
    return resource.lookedAt.map { scope.contains($0) } ?? false
  }

  /// The filters that together let through what a filter does and can be seen: none where nothing can.
  func filters(for filter: RecordFilter) -> [RecordFilter] {
    var filter = filter
    if let since = scope.since { filter.from = max(filter.from ?? since, since) }
    if let from = filter.from, let to = filter.to, from >= to { return [] }
    if let type = filter.resourceType {
      guard scope.resourceTypes?.contains(type) ?? true else { return [] }
      if let id = filter.resourceID, let resource = try? Resource(type: type, id: id), !shows(resource) { return [] }
    }
    if let user = filter.user, let users = scope.users, !users.contains(user) { return [] }
    return narrowed(filter)
  }

  /// Whether all records that can have an id are seen.
  func showsAll(of id: HistoryID) -> Bool {
    scope.holdsAllRecords && (seesAccess || !id.readings.contains { $0.resourceID.utf8.starts(with: Resource.accessPrefix.utf8) })
  }

  /// The filters that hold a record with an id, in the order in which records of one id stand in a page.
  func filters(for reading: HistoryID.Reading) -> [RecordFilter] {
    let moment = reading.key.timestamp
    let filter = RecordFilter(operation: reading.key.kind, from: moment, to: moment.advanced(byMicroseconds: 1))
    guard let types = scope.resourceTypes, types.count <= Self.filterLimit else { return [filter] }
    return types.sorted(by: >).compactMap { type in
      (try? Resource(type: type, id: reading.resourceID)).map { filter.narrowed(to: $0) }
    }
  }

  /// Whether a filter that was narrowed still lets through what may not be seen.
  func needsChecking(_ filter: RecordFilter) -> Bool {
    if scope.users != nil, filter.user == nil { return true }
    guard filter.resourceID == nil else { return false }
    if scope.idPrefixes != nil || scope.resourceTypes != nil && filter.resourceType == nil { return true }
    let mayHoldLooks = filter.resourceType.map { $0 == .history } ?? true
    return mayHoldLooks && (!seesAccess || scope.resourceTypes != nil)
  }

  /// A filter for each type and each user, as long as these are few: nothing else is read then.
  private func narrowed(_ filter: RecordFilter) -> [RecordFilter] {
    let types = filter.resourceType == nil ? scope.resourceTypes?.sorted() ?? [] : []
    let users = filter.user == nil ? scope.users?.sorted { $0.id.precedesByBytes($1.id) } ?? [] : []
    var filters = [filter]
    if (1...Self.filterLimit).contains(types.count) {
      filters = types.map { type in
        var filter = filter
        filter.resourceType = type
        return filter
      }
    }
    if !users.isEmpty, users.count * filters.count <= Self.filterLimit {
      filters = filters.flatMap { filter in
        users.map { user in
          var filter = filter
          filter.user = user
          return filter
        }
      }
    }
    return filters
  }
}

extension Sanitizer {
  /// The filter as records are kept: what names a secret asks for its mark.
  package func redacted(_ filter: RecordFilter) -> RecordFilter {
    guard filter.resourceID != nil || filter.user != nil || filter.resourceType != nil else { return filter }
    let redactor = redactor(for: filter.resourceType?.name)
    var filter = filter
    filter.resourceID = filter.resourceID.map { redactor.redacted(identifier: $0) }
    filter.user = filter.user.map { User(coercing: redactor.redacted(identifier: $0.id)) }
    filter.resourceType = filter.resourceType.map { ResourceType(coercing: redactor.redacted(identifier: $0.name)) }
    return filter
  }

  /// The id under which a record is kept whose resource's id may hold a secret.
  package func redacted(_ id: HistoryID) -> HistoryID {
    let redactor = redactor(for: nil)
    guard let reading = id.readings.first else { return id }
    let resourceID = redactor.redacted(identifier: reading.resourceID)
    guard !resourceID.hasSameBytes(as: reading.resourceID) else { return id }
    return HistoryID(key: reading.key, resource: Resource(coercing: "unknown", resourceID))
  }

  /// The id under which a record is going to be kept.
  package func keptID(of record: HistoryRecord) -> HistoryID {
    let names = RecordNames(record)
    let shown = names.redacted(by: redactor(for: record.resource.type.name), trace: nil)
    guard shown != names else { return record.id }
    let key = SortKey(timestamp: record.timestamp, kind: record.operation, token: shown.token)
    return HistoryID(key: key, resource: Resource(coercing: shown.type, shown.id))
  }

  /// A text that is shown to somebody, such as what was wrong with a request, without the secrets that its shapes tell; by the built-in rules.
  package static func withoutSecrets(_ text: String) -> String {
    guard let builtIn = try? builtIn.get() else { return "" }
    return builtIn.redacted(text: text)
  }

  private static let builtIn = Result { () throws(HistoryError) in try Sanitizer() }
}

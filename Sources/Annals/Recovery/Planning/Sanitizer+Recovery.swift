extension Sanitizer {
  /// A request whose names are those that records are kept under: what names a secret asks for its mark.
  func redacted(_ request: RecoveryRequest) -> RecoveryRequest {
    switch request.subject {
    case .operations(let filter, let requestID, let tags):
      RecoveryRequest(.operations(redacted(filter), requestID: requestID, tags: tags))
    case .records(let ids): RecoveryRequest(.records(ids.map { redacted($0) }))
    case .resource(let resource, let moment):
      RecoveryRequest(
        .resource(
          Resource(coercing: resource.type.name, redactor(for: resource.type.name).redacted(identifier: resource.id)), at: moment))
    case .plan, .type: request
    }
  }

  /// The request as a plan keeps it. What its operations are found by is not this: all marks of metadata are alike, and a search by one would find
  /// more than what was asked for.
  func kept(_ request: RecoveryRequest) -> RecoveryRequest {
    guard case .operations(let filter, let requestID, let tags) = redacted(request).subject else { return redacted(request) }
    let shown = tags.map { (redacted(text: $0.key), redacted(text: $0.value)) }
    return RecoveryRequest(
      .operations(filter, requestID: requestID.map { redacted(text: $0) }, tags: Dictionary(shown, uniquingKeysWith: { first, _ in first }))
    )
  }
}

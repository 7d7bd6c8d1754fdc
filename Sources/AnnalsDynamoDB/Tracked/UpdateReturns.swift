import AWSClient

/// What an update asks DynamoDB to return, for history and for the caller, who gets just what was asked for.
///
/// DynamoDB returns one thing. What the caller wants and cannot be cut from a whole state wins, for the answer to the service always is
/// DynamoDB's own.
struct UpdateReturns: Sendable {
  /// What is asked for.
  let asked: ReturnValues?
  private let wanted: ReturnValues?
  /// The attributes that the update writes, where none of them is written in parts.
  private let attributes: Set<String>?

  init(_ request: UpdateItem, states: TrackedTableDescription.UpdateStates) {
    wanted = request.returnValues
    switch request.returnValues {
    case nil, ReturnValues.none?:
      asked = states == .after ? .allNew : .allOld
      attributes = nil
    case .allOld?, .allNew?:
      asked = request.returnValues
      attributes = nil
    case .updatedOld?, .updatedNew?:
      attributes = Self.attributes(of: request)
      asked = attributes == nil ? request.returnValues : request.returnValues == .updatedOld ? .allOld : .allNew
    }
  }

  /// What the caller gets of what DynamoDB returned.
  func returned(_ attributes: AttributeMap?) -> AttributeMap? {
    switch wanted {
    case nil, ReturnValues.none?: return nil
    case .allOld?, .allNew?: return attributes
    case .updatedOld?, .updatedNew?:
      guard let names = self.attributes, let attributes else { return attributes }
      let written = AttributeMap(unordered: attributes.members.filter { names.contains($0.name) })
      return wanted == .updatedNew && written.isEmpty ? nil : written
    }
  }

  private static func attributes(of request: UpdateItem) -> Set<String>? {
    guard let paths = try? UpdateClauses(request).paths, !paths.isEmpty, paths.allSatisfy(\.isAttribute) else { return nil }
    return Set(paths.map(\.attribute))
  }
}

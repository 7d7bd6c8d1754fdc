import AWSClient
import Annals

/// Puts, updates and deletes of one item: the state comes with the call.
struct ItemWrites: Sendable {
  private let tracking: CallTracking
  private let function: String

  init(_ tracking: CallTracking, _ function: String) {
    self.tracking = tracking
    self.function = function
  }

  func put(_ request: PutItem) async throws -> PutItem.Output {
    let client = tracking.client
    guard let item = tracking.item(request.item, in: request.tableName) else { return try await client.putItem(request) }
    var asked = request
    if [nil, ReturnValues.none].contains(request.returnValues) { asked.returnValues = .allOld }
    asked.returnValuesOnConditionCheckFailure = Self.onFailure(request.returnValuesOnConditionCheckFailure, request.conditionExpression)
    let sent = asked
    let outcome = await CallOutcome.of { try await client.putItem(sent) }
    let call = TrackedCall("PutItem", function).ended(outcome)
    let claim = ExistenceClaim(request.conditionExpression, names: request.expressionAttributeNames, keys: item.table.keyAttributes)
    switch outcome.result {
    case .success(var output):
      // What an earlier attempt of this call wrote tells nothing of what was there before it.
      let isOwn = outcome.isRetried && output.attributes?.withKeptNumbers == request.item.withKeptNumbers
      let before = isOwn ? .unknown : item.exact(output.attributes)
      record(.writing(over: before, claim: claim), item, before: before, after: item.exact(request.item), call)
      if request.returnValues != .allOld { output.attributes = nil }
      return output
    case .failure(let error):
      let seen = item.seen(error)
      record(.writing(over: seen, claim: claim), item, before: seen, after: .none, call)
      throw Self.asWanted(error, request.returnValuesOnConditionCheckFailure)
    }
  }

  func update(_ request: UpdateItem) async throws -> UpdateItem.Output {
    let client = tracking.client
    guard let item = tracking.item(request.key, in: request.tableName) else { return try await client.updateItem(request) }
    let returns = UpdateReturns(request, states: item.table.updateStates)
    var asked = request
    asked.returnValues = returns.asked
    asked.returnValuesOnConditionCheckFailure = Self.onFailure(request.returnValuesOnConditionCheckFailure, request.conditionExpression)
    let read = returns.asked == .allOld ? StatesBefore() : await StatesBefore(reading: [item], for: tracking)
    let sent = asked
    let outcome = await CallOutcome.of { try await client.updateItem(sent) }
    let call = TrackedCall("UpdateItem", function).ended(outcome)
    let claim = ExistenceClaim(request.conditionExpression, names: request.expressionAttributeNames, keys: item.table.keyAttributes)
    switch outcome.result {
    case .success(var output):
      var (before, after) = states(of: item, request, returns.asked, output.attributes, read)
      if outcome.isRetried, returns.asked == .allOld, Self.isOwn(output.attributes, of: request) { before = .unknown }
      record(.writing(over: before, claim: claim), item, before: before, after: after, call, addedCapacity: read.share)
      output.attributes = returns.returned(output.attributes)
      return output
    case .failure(let error):
      let seen = item.seen(error)
      record(.writing(over: seen, claim: claim), item, before: seen, after: .none, call, addedCapacity: read.share)
      throw Self.asWanted(error, request.returnValuesOnConditionCheckFailure)
    }
  }

  func delete(_ request: DeleteItem) async throws -> DeleteItem.Output {
    let client = tracking.client
    guard let item = tracking.item(request.key, in: request.tableName) else { return try await client.deleteItem(request) }
    var asked = request
    if [nil, ReturnValues.none].contains(request.returnValues) { asked.returnValues = .allOld }
    asked.returnValuesOnConditionCheckFailure = Self.onFailure(request.returnValuesOnConditionCheckFailure, request.conditionExpression)
    let sent = asked
    let outcome = await CallOutcome.of { try await client.deleteItem(sent) }
    let call = TrackedCall("DeleteItem", function).ended(outcome)
    switch outcome.result {
    case .success(var output):
      if let old = output.attributes {
        record(.delete, item, before: item.exact(old), after: .none, call)
      } else if outcome.isRetried {
        // An attempt before may have removed it.
        record(.delete, item, before: .unknown, after: .none, call)
      }
      if request.returnValues != .allOld { output.attributes = nil }
      return output
    case .failure(let error):
      record(.delete, item, before: item.seen(error), after: .none, call)
      throw Self.asWanted(error, request.returnValuesOnConditionCheckFailure)
    }
  }

  // MARK: States

  private func states(
    of item: TrackedItem, _ request: UpdateItem, _ asked: ReturnValues?, _ returned: AttributeMap?, _ read: StatesBefore
  ) -> (before: KnownState, after: KnownState) {
    switch asked {
    case .allOld?:
      let after: KnownState = item.table.updateStates == .before ? .unknown : .exact(item.updated(request, from: returned))
      return (item.exact(returned), after)
    case .allNew?: return (read.state(of: item), returned.map { .exact(item.state($0)) } ?? .unknown)
    default: return (read.state(of: item), .unknown)
    }
  }

  private func record(
    _ kind: OperationKind, _ item: TrackedItem, before: KnownState, after: KnownState, _ call: TrackedCall, addedCapacity: Double = 0
  ) {
    let operation = ItemOperation(kind: kind, item: item, before: before, after: after, addedCapacity: addedCapacity)
    operation.record(call, in: tracking.history)
  }

  /// Whether an update leaves an item as it is, as what an earlier attempt wrote.
  private static func isOwn(_ item: AttributeMap?, of request: UpdateItem) -> Bool {
    guard let item, let updated = try? UpdateEvaluation.item(after: request, on: item) else { return false }
    return updated.withKeptNumbers == item.withKeptNumbers
  }

  // MARK: Failed conditions

  /// A failed condition returns the item for free, where there is a condition.
  private static func onFailure(
    _ wanted: ReturnValuesOnConditionCheckFailure?, _ condition: String?
  ) -> ReturnValuesOnConditionCheckFailure? { condition == nil ? wanted : .allOld }

  /// The error without an item that the caller did not ask for.
  private static func asWanted(_ error: any Error, _ wanted: ReturnValuesOnConditionCheckFailure?) -> any Error {
    guard wanted != .allOld, let error = error as? AWSError else { return error }
    return error.withholdingItems(at: [0])
  }
}

extension TrackedItem {
  /// The state that a failed write saw: of a failed condition the item, or that there was none.
  fileprivate func seen(_ error: any Error) -> KnownState {
    guard let error = error as? AWSError, error.code == "ConditionalCheckFailedException" else { return .unknown }
    return exact(error.conditionCheckItem)
  }
}

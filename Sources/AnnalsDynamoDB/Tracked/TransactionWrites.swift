import AWSClient
import Annals
import Foundation

/// Transactions of writes: DynamoDB returns no states with them, but tells why it cancelled one.
struct TransactionWrites: Sendable {
  private let tracking: CallTracking
  private let function: String

  /// A part that writes a tracked item, by its place in the transaction.
  fileprivate struct Write: Sendable {
    let place: Int
    let item: TrackedItem
    let part: TransactWriteItems.Part
  }

  init(_ tracking: CallTracking, _ function: String) {
    self.tracking = tracking
    self.function = function
  }

  func write(_ request: TransactWriteItems) async throws -> TransactWriteItems.Output {
    let writes = request.transactItems.enumerated().compactMap { place, part -> Write? in
      guard let target = part.target, let item = tracking.item(target.attributes, in: target.table) else { return nil }
      return Write(place: place, item: item, part: part)
    }
    let client = tracking.client
    guard !writes.isEmpty else { return try await client.transactWriteItems(request) }
    let before = await StatesBefore(reading: writes.map(\.item), for: tracking)
    let token = request.clientRequestToken ?? UUID().uuidString.lowercased()
    var asked = request
    asked.clientRequestToken = token
    if [nil, ReturnConsumedCapacity.none].contains(request.returnConsumedCapacity) { asked.returnConsumedCapacity = .total }
    for write in writes { asked.transactItems[write.place].returnItemOnFailure() }
    let sent = asked
    let outcome = await CallOutcome.of { try await client.transactWriteItems(sent) }
    let call = TrackedCall("TransactWriteItems", function, transaction: token).ended(outcome)
    if !isRepetition(outcome) { for write in writes { record(write, before, call) } }
    switch outcome.result {
    case .success(var output):
      if asked.returnConsumedCapacity != request.returnConsumedCapacity { output.consumedCapacity = [] }
      return output
    case .failure(let error):
      guard let error = error as? AWSError else { throw error }
      throw error.withholdingItems(at: Set(writes.filter { !$0.part.returnsItemOnFailure }.map(\.place)))
    }
  }

  /// Whether DynamoDB only looked up what a call before had done under the same token: then it reads and writes nothing.
  ///
  /// After an attempt without an answer, that call may have been this one.
  private func isRepetition(_ outcome: CallOutcome<TransactWriteItems.Output>) -> Bool {
    guard case .success(let output) = outcome.result, !outcome.isRetried else { return false }
    let costs = output.consumedCapacity.map(\.total)
    return costs.contains { ($0.readCapacityUnits ?? 0) > 0 } && costs.allSatisfy { ($0.writeCapacityUnits ?? 0) == 0 }
  }

  private func record(_ write: Write, _ read: StatesBefore, _ call: TrackedCall) {
    let item = write.item
    var operation: ItemOperation
    if let failure = call.failure {
      let reasons = (failure as? AWSError)?.cancellationReasons ?? []
      let reason = reasons.indices.contains(write.place) ? reasons[write.place] : nil
      let seen: KnownState = reason?.code == "ConditionalCheckFailed" ? item.exact(reason?.item) : read.state(of: item)
      operation = ItemOperation(kind: write.kind(seen), item: item, before: seen)
      if let code = reason?.code { operation.remarks.append(("cancellation", .string(code))) }
    } else {
      let before = read.state(of: item)
      operation = ItemOperation(kind: write.kind(before), item: item, before: before, after: write.after)
    }
    operation.addedCapacity = read.cost(of: item)
    operation.record(call, in: tracking.history)
  }
}

extension TransactionWrites.Write {
  /// An update's state after is not known: what it was applied to may be another state than the one that was read.
  fileprivate var after: KnownState {
    switch part {
    case .put(let put): item.exact(put.item)
    case .update: .unknown
    case .delete, .conditionCheck: .none
    }
  }

  fileprivate func kind(_ before: KnownState) -> OperationKind {
    let claim: ExistenceClaim
    switch part {
    case .put(let put):
      claim = ExistenceClaim(put.conditionExpression, names: put.expressionAttributeNames, keys: item.table.keyAttributes)
    case .update(let update):
      claim = ExistenceClaim(update.conditionExpression, names: update.expressionAttributeNames, keys: item.table.keyAttributes)
    case .delete, .conditionCheck: return .delete
    }
    return .writing(over: before, claim: claim)
  }
}

extension TransactWriteItems.Part {
  /// The table, and the key or whole item; `nil` for what writes nothing.
  fileprivate var target: (table: String, attributes: AttributeMap)? {
    switch self {
    case .put(let put): (put.tableName, put.item)
    case .update(let update): (update.tableName, update.key)
    case .delete(let delete): (delete.tableName, delete.key)
    case .conditionCheck: nil
    }
  }

  fileprivate var returnsItemOnFailure: Bool {
    switch self {
    case .put(let put): put.returnValuesOnConditionCheckFailure == .allOld
    case .update(let update): update.returnValuesOnConditionCheckFailure == .allOld
    case .delete(let delete): delete.returnValuesOnConditionCheckFailure == .allOld
    case .conditionCheck(let check): check.returnValuesOnConditionCheckFailure == .allOld
    }
  }

  /// Asks for the item where a condition fails, which is free.
  fileprivate mutating func returnItemOnFailure() {
    switch self {
    case .put(var put) where put.conditionExpression != nil:
      put.returnValuesOnConditionCheckFailure = .allOld
      self = .put(put)
    case .update(var update) where update.conditionExpression != nil:
      update.returnValuesOnConditionCheckFailure = .allOld
      self = .update(update)
    case .delete(var delete) where delete.conditionExpression != nil:
      delete.returnValuesOnConditionCheckFailure = .allOld
      self = .delete(delete)
    default: break
    }
  }
}

import AWSClient
import Annals

/// What a call did to one item.
struct ItemOperation: Sendable {
  let kind: OperationKind
  let item: TrackedItem
  var before = KnownState.none
  var after = KnownState.none
  /// Capacity units that history added to the call for this item.
  var addedCapacity = 0.0
  /// What else the record says.
  var remarks: [(String, JSONValue)] = []

  /// Records it: once for a call, however often the client tried it.
  func record(_ call: TrackedCall, in history: HistoryService) {
    var members: [(String, JSONValue)] = [
      ("call", .string(call.name)), ("table", .string(item.table.tableName)), ("added_capacity", Self.number(addedCapacity)),
    ]
    if let remark = before.remark { members.append(("before_state", remark)) }
    if let remark = after.remark { members.append(("after_state", remark)) }
    if let transaction = call.transaction { members.append(("transaction", .string(transaction))) }
    if call.isRetried { members.append(("retried", true)) }
    if call.isOpen { members.append(("outcome", "unknown")) }
    history.log(
      kind, item.resource.type, id: item.resource.id, before: before.state, after: after.state, metadata: JSONObject(members + remarks),
      function: call.function, failure: call.failure)
  }

  private static func number(_ units: Double) -> JSONValue {
    units == units.rounded() ? JSONValue(integerLiteral: Int128(units)) : JSONValue(floatLiteral: units)
  }
}

extension OperationKind {
  /// What a put or update is: what its condition demands, else what was there; where that is unknown, an update.
  ///
  /// A creation says that nothing was there, which must not be said without knowing it.
  static func writing(over before: KnownState, claim: ExistenceClaim) -> OperationKind {
    switch (claim, before) {
    case (.absent, _): .create
    case (.present, _): .update
    case (.none, .none), (.none, .read(nil)): .create
    case (.none, _): .update
    }
  }
}

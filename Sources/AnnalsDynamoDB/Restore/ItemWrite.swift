import AWSClient
import Annals

/// The one conditional write that makes a change.
enum ItemWrite: Sendable {
  case put(PutItem)
  case update(UpdateItem)
  case delete(DeleteItem)

  /// The write of an item's change; `nil` where there is nothing to do.
  init?(_ item: ServiceItem) {
    let name = item.table.tableName
    let keyNames = item.table.key.names
    switch (item.present, item.target) {
    case (nil, nil): return nil
    case (nil, let target?):
      var put = PutItem(tableName: name, item: target)
      put.take(.absent(keyNames[0]))
      self = .put(put)
    case (let present?, nil):
      var delete = DeleteItem(tableName: name, key: item.key)
      let condition = ItemCondition(present, becoming: nil, keyNames: keyNames, leftAlone: item.leftAlone, written: 0)
      delete.conditionExpression = condition.expression
      delete.expressionAttributeNames = condition.names
      delete.expressionAttributeValues = condition.values
      delete.returnValues = .allOld
      self = .delete(delete)
    case (let present?, let target?):
      guard let changes = ItemUpdate(present, to: target, leftAlone: item.leftAlone) else {
        // All is written, and so all is compared.
        var put = PutItem(tableName: name, item: target)
        put.take(ItemCondition(present, becoming: target, keyNames: keyNames, leftAlone: [], written: 0))
        put.returnValues = .allOld
        self = .put(put)
        return
      }
      let condition = ItemCondition(present, becoming: target, keyNames: keyNames, leftAlone: item.leftAlone, written: changes.bytes)
      var update = UpdateItem(tableName: name, key: item.key)
      update.updateExpression = changes.expression
      update.conditionExpression = condition.expression
      update.expressionAttributeNames = changes.names.merging(condition.names) { own, _ in own }
      update.expressionAttributeValues = changes.values.merging(condition.values) { own, _ in own }
      update.returnValues = .allOld
      self = .update(update)
    }
  }

  /// The same as a part of a transaction.
  var part: TransactWriteItems.Part {
    switch self {
    case .put(let put): .put(put)
    case .update(let update): .update(update)
    case .delete(let delete): .delete(delete)
    }
  }

  /// Sends it; `nil` where the condition did not hold.
  func send(to table: TableAccess) async throws -> ItemWriteOutput? {
    switch self {
    case .put(let put): try await table.put(put)
    case .update(let update): try await table.update(update)
    case .delete(let delete): try await table.delete(delete)
    }
  }
}

extension PutItem {
  fileprivate mutating func take(_ condition: ItemCondition) {
    conditionExpression = condition.expression
    expressionAttributeNames = condition.names
    expressionAttributeValues = condition.values
  }
}

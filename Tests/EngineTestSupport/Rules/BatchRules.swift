import AWSClient

/// What AWS demands of batches and transactions.
struct BatchRules {
  let rules: @Sendable (_ table: String) -> WriteRules
  static let maximumRequestSize = 16 * 1024 * 1024
  private static let maximumTransactionSize = 4 * 1024 * 1024

  func check(_ batch: BatchWriteItem, size: Int) throws(RuleViolation) {
    let count = batch.requestItems.values.reduce(0) { $0 + $1.count }
    try require((1...25).contains(count), "a batch has \(count) writes: 1 to 25")
    try require(size <= Self.maximumRequestSize, "a batch has \(size) bytes: at most 16 MB")
    for (name, writes) in batch.requestItems {
      let rules = rules(name)
      var keys: Set<AttributeMap> = []
      try require(!writes.isEmpty, "a batch names the table \(name) without a write")
      for write in writes {
        switch write {
        case .put(let item): try rules.check(item: item)
        case .delete(let key): try rules.check(key: key)
        }
        try require(keys.insert(key(of: write, rules)).inserted, "a batch names a key twice")
      }
    }
  }

  func check(_ batch: BatchGetItem, size: Int) throws(RuleViolation) {
    let count = batch.requestItems.values.reduce(0) { $0 + $1.keys.count }
    try require((1...100).contains(count), "a batch has \(count) keys: 1 to 100")
    try require(size <= Self.maximumRequestSize, "a batch has \(size) bytes: at most 16 MB")
    for (name, part) in batch.requestItems {
      let rules = rules(name)
      try require(!part.keys.isEmpty, "a batch names the table \(name) without a key")
      try require(Set(part.keys).count == part.keys.count, "a batch names a key twice")
      for key in part.keys { try rules.check(key: key) }
      try rules.projection(part.projectionExpression, names: part.expressionAttributeNames)
    }
  }

  func check(_ transaction: TransactWriteItems) throws(RuleViolation) {
    let parts = transaction.transactItems
    try require((1...100).contains(parts.count), "a transaction has \(parts.count) parts: 1 to 100")
    try require((transaction.clientRequestToken ?? "").utf8.count <= 36, "a request token has more than 36 bytes")
    var items: Set<[String: AttributeMap]> = []
    var size = 0
    for part in parts {
      let (table, key, bytes) = try check(part)
      size += bytes
      try require(items.insert([table: key]).inserted, "a transaction names an item twice")
    }
    try require(size <= Self.maximumTransactionSize, "a transaction has \(size) bytes: at most 4 MB")
  }

  func check(_ transaction: TransactGetItems) throws(RuleViolation) {
    let parts = transaction.transactItems
    try require((1...100).contains(parts.count), "a transaction has \(parts.count) parts: 1 to 100")
    for part in parts { try rules(part.tableName).check(part) }
  }

  private func check(_ part: TransactWriteItems.Part) throws(RuleViolation) -> (table: String, key: AttributeMap, size: Int) {
    switch part {
    case .conditionCheck(let check):
      try rules(check.tableName).check(check)
      return (check.tableName, check.key, check.key.itemSize)
    case .put(let put):
      let rules = rules(put.tableName)
      try rules.check(put)
      return (put.tableName, key(of: .put(put.item), rules), put.item.itemSize)
    case .update(let update):
      try rules(update.tableName).check(update)
      try require(update.updateExpression != nil, "an update in a transaction needs an expression")
      return (update.tableName, update.key, update.key.itemSize + update.expressionAttributeValues.values.reduce(0) { $0 + $1.size })
    case .delete(let delete):
      try rules(delete.tableName).check(delete)
      return (delete.tableName, delete.key, delete.key.itemSize)
    }
  }

  private func key(of write: BatchWriteItem.Write, _ rules: WriteRules) -> AttributeMap {
    switch write {
    case .delete(let key): key
    case .put(let item):
      rules.table.map { table in AttributeMap(table.keys.names.compactMap { name in item[name].map { (name, $0) } }) } ?? item
    }
  }
}

import AWSClient

/// What AWS demands of single writes and reads by key.
struct WriteRules {
  let table: TableRules?
  /// Whether a write below an attribute must make sure, by its own condition, that the attribute is there.
  let asksForParents: Bool

  func check(_ put: PutItem) throws(RuleViolation) {
    try check(item: put.item)
    try require([nil, ReturnValues.none, .allOld].contains(put.returnValues), "a put returns ALL_OLD or nothing")
    var reader = ExpressionReader(names: put.expressionAttributeNames, values: put.expressionAttributeValues)
    _ = try condition(put.conditionExpression, &reader)
    try reader.finish()
  }

  func check(_ delete: DeleteItem) throws(RuleViolation) {
    try check(key: delete.key)
    try require([nil, ReturnValues.none, .allOld].contains(delete.returnValues), "a delete returns ALL_OLD or nothing")
    var reader = ExpressionReader(names: delete.expressionAttributeNames, values: delete.expressionAttributeValues)
    _ = try condition(delete.conditionExpression, &reader)
    try reader.finish()
  }

  func check(_ part: TransactWriteItems.ConditionCheck) throws(RuleViolation) {
    try check(key: part.key)
    var reader = ExpressionReader(names: part.expressionAttributeNames, values: part.expressionAttributeValues)
    _ = try condition(part.conditionExpression, &reader)
    try reader.finish()
  }

  func check(_ get: GetItem) throws(RuleViolation) {
    try check(key: get.key)
    try projection(get.projectionExpression, names: get.expressionAttributeNames)
  }

  func check(_ update: UpdateItem) throws(RuleViolation) {
    try check(key: update.key)
    var reader = ExpressionReader(names: update.expressionAttributeNames, values: update.expressionAttributeValues)
    let condition = try condition(update.conditionExpression, &reader)
    if let text = update.updateExpression {
      let expression = try reader.read(text) { (reader) throws(RuleViolation) in try reader.update() }
      for (path, value) in expression.targets {
        try require(table?.keys.names.contains(path.attribute) != true, "an update cannot change the key attribute \(path.attribute)")
        guard let value else { continue }
        try ItemRules.check(value)
        if path.below.isEmpty { try table?.check(value: value, of: path.attribute) }
      }
      for path in expression.deepPaths where asksForParents { try requireParent(of: path, condition) }
    }
    let size = update.key.itemSize + update.expressionAttributeValues.values.reduce(0) { $0 + $1.size }
    try require(size <= ItemRules.maximumItemSize, "an update's values have \(size) bytes: at most 409,600")
    try reader.finish()
  }

  // MARK: Parts

  func check(item: AttributeMap) throws(RuleViolation) {
    if let table { try table.check(item: item) } else { try ItemRules.check(item) }
  }

  func check(key: AttributeMap) throws(RuleViolation) { try table?.check(key: key) }

  func projection(_ text: String?, names: [String: String]) throws(RuleViolation) {
    var reader = ExpressionReader(names: names, values: [:])
    if let text { _ = try reader.read(text) { (reader) throws(RuleViolation) in try reader.paths() } }
    try reader.finish()
  }

  private func condition(_ text: String?, _ reader: inout ExpressionReader) throws(RuleViolation) -> ConditionExpression? {
    guard let text else { return nil }
    return try reader.read(text) { (reader) throws(RuleViolation) in try reader.condition() }
  }

  /// `SET a.b` and `ADD a.b` fail on an item without `a`, and no error tells that from a wrong request.
  private func requireParent(of path: DocumentPath, _ condition: ConditionExpression?) throws(RuleViolation) {
    let parent = DocumentPath(attribute: path.attribute, below: path.below.dropLast())
    let isSure = (condition?.conjuncts ?? []).contains { part in
      switch part {
      case .function("attribute_exists", let operands): operands.contains(.path(parent))
      // What has a value below the parent has the parent.
      case .comparison(.path(let known), "=", _): known.below.count > parent.below.count && known.problem(beside: parent) == "overlap"
      default: false
      }
    }
    try require(isSure, "\(path) is written without the condition attribute_exists(\(parent))")
  }
}

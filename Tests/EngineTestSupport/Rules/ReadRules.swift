import AWSClient

/// What AWS demands of queries and scans.
struct ReadRules {
  let table: TableRules?
  let index: TableRules.Index?
  let indexName: String?

  init(_ table: TableRules?, indexName: String?) throws(RuleViolation) {
    self.table = table
    self.indexName = indexName
    index = indexName.flatMap { table?.indexes[$0] }
    try require(table == nil || indexName == nil || index != nil, "the table has no index \(indexName ?? "")")
  }

  private var keys: TableRules.Keys? { index?.keys ?? table?.keys }

  func check(_ query: Query) throws(RuleViolation) {
    var reader = ExpressionReader(names: query.expressionAttributeNames, values: query.expressionAttributeValues)
    let condition = try reader.read(query.keyConditionExpression) { (reader) throws(RuleViolation) in try reader.condition() }
    let partition = try keyCondition(condition)
    if let filter = query.filterExpression {
      for path in try reader.read(filter, { (reader) throws(RuleViolation) in try reader.condition() }).paths {
        try require(
          keys?.names.contains(path.attribute) != true, "a query's filter cannot use the key attribute \(path.attribute)")
        try requireProjected(path.attribute)
      }
    }
    try projection(query.projectionExpression, query.select, &reader)
    try reader.finish()
    try common(select: query.select, limit: query.limit, consistentRead: query.consistentRead, startKey: query.exclusiveStartKey)
    if let start = query.exclusiveStartKey, let keys, let partition {
      try require(start[keys.partition] == partition, "the start key is of another partition than the key condition")
    }
  }

  func check(_ scan: Scan) throws(RuleViolation) {
    var reader = ExpressionReader(names: scan.expressionAttributeNames, values: scan.expressionAttributeValues)
    if let filter = scan.filterExpression {
      for path in try reader.read(filter, { (reader) throws(RuleViolation) in try reader.condition() }).paths {
        try requireProjected(path.attribute)
      }
    }
    try projection(scan.projectionExpression, scan.select, &reader)
    try reader.finish()
    try common(select: scan.select, limit: scan.limit, consistentRead: scan.consistentRead, startKey: scan.exclusiveStartKey)
    try require((scan.segment == nil) == (scan.totalSegments == nil), "a segment needs the number of segments, and the reverse")
    if let segment = scan.segment, let total = scan.totalSegments {
      try require((1...1_000_000).contains(total) && (0..<total).contains(segment), "there is no segment \(segment) of \(total)")
    }
  }

  // MARK: Parts

  /// The partition that the condition names, after checking that it names one, and a range of it at most.
  private func keyCondition(_ condition: ConditionExpression) throws(RuleViolation) -> AttributeValue? {
    var partition: AttributeValue?
    var ranges = 0
    for part in condition.conjuncts {
      let (path, sign, values) = try keyPart(part)
      try require(path.below.isEmpty, "a key condition cannot look into \(path.attribute)")
      guard let keys else { continue }
      try require(keys.names.contains(path.attribute), "\(path.attribute) is no key attribute of \(indexName ?? "the table")")
      for value in values {
        try require(value.size > 0, "the key attribute \(path.attribute) is compared with an empty value")
        // A prefix may be as long as the key.
        try table?.check(value: value, of: path.attribute)
      }
      if path.attribute == keys.partition {
        try require(sign == "=" && partition == nil, "the partition key \(keys.partition) takes one =")
        partition = values.first
      } else {
        ranges += 1
        try require(ranges == 1, "the sort key \(path.attribute) takes one condition")
      }
    }
    if let keys { try require(partition != nil, "the key condition does not name \(keys.partition)") }
    return partition
  }

  private func keyPart(
    _ part: ConditionExpression
  ) throws(RuleViolation) -> (path: DocumentPath, sign: String, values: [AttributeValue]) {
    switch part {
    case .comparison(.path(let path), let sign, .value(_, let value)) where sign != "<>": return (path, sign, [value])
    case .between(.path(let path), .value(_, let low), .value(_, let high)): return (path, "BETWEEN", [low, high])
    case .function("begins_with", let arguments):
      guard case .path(let path) = arguments[0], case .value(_, let prefix) = arguments[1] else { break }
      return (path, "begins_with", [prefix])
    case .or: throw RuleViolation("a key condition cannot have OR")
    case .not: throw RuleViolation("a key condition cannot have NOT")
    default: break
    }
    throw RuleViolation("a key condition compares a key attribute with =, <, <=, >, >=, BETWEEN or begins_with")
  }

  private func projection(_ text: String?, _ select: Select?, _ reader: inout ExpressionReader) throws(RuleViolation) {
    guard let text else { return try require(select != .specificAttributes, "SPECIFIC_ATTRIBUTES needs a projection") }
    try require(select == nil || select == .specificAttributes, "a projection goes with SPECIFIC_ATTRIBUTES only")
    for path in try reader.read(text, { (reader) throws(RuleViolation) in try reader.paths() }) { try requireProjected(path.attribute) }
  }

  private func requireProjected(_ attribute: String) throws(RuleViolation) {
    guard let index, index.isGlobal, let attributes = index.attributes else { return }
    try require(attributes.contains(attribute), "the index \(indexName ?? "") does not project \(attribute)")
  }

  private func common(select: Select?, limit: Int?, consistentRead: Bool?, startKey: AttributeMap?) throws(RuleViolation) {
    try require(limit.map { $0 >= 1 } ?? true, "the limit is \(limit ?? 0): at least 1")
    try require(select != .allProjectedAttributes || indexName != nil, "ALL_PROJECTED_ATTRIBUTES needs an index")
    if let index, index.isGlobal {
      try require(consistentRead != true, "a global index has no consistent reads")
      try require(select != .allAttributes || index.attributes == nil, "the index \(indexName ?? "") does not project all attributes")
    }
    if let startKey, let table {
      let names = Set(table.keys.names + (index?.keys.names ?? []))
      let list = names.sorted().joined(separator: ", ")
      try require(Set(startKey.members.map(\.name)) == names, "a start key has exactly the attributes \(list)")
      for member in startKey.members { try table.check(value: member.value, of: member.name) }
    }
  }
}

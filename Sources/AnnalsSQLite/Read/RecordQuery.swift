import Annals

/// The SQL of a question for records, with an index named for each run, so that no more is read than the answer needs.
///
/// A question about one resource walks that resource's history. Every other question reads ordered runs, one for each kind and outcome that it
/// asks for (at most eight), and merges them; SQLite reads of each run what the page takes. A cursor is a place in the index, never a count.
struct RecordQuery: Hashable, Sendable {
  /// What a run of records has in common, and the index that holds it in order.
  enum Path: Hashable, Sendable {
    case resource(type: Int64, id: String)
    case all
    case type(Int64)
    case user(Int64)
    /// All of a user's records, of which those of one type are taken.
    case userOfType(user: Int64, type: Int64)
    /// All records of a type, of which those of one user are taken.
    case typeOfUser(type: Int64, user: Int64)
  }

  let sql: String
  let arguments: [SQLValue]

  /// A question along a path, narrowed by the rest of the request's filter.
  ///
  /// `user` narrows a resource's history; on the other paths it is part of the path.
  init(_ request: PageRequest, path: Path, user: Int64? = nil) {
    var builder = QueryBuilder(request)
    var order = Self.order
    switch path {
    case .resource(let type, let id):
      // One resource's order is its index's; the other columns would have SQLite sort what comes in order.
      order = "ORDER BY 1 DESC, 2 DESC, 3 DESC"
      builder.addResourceHistory(type: type, id: id, user: user)
    case .all:
      builder.addRuns(index: "records_by_kind", conditions: [])
    case .type(let type):
      builder.addRuns(index: "records_by_type", conditions: ["type = \(builder.argument(.integer(type)))"])
    case .user(let user):
      builder.addRuns(index: "records_by_user", conditions: ["user = \(builder.argument(.integer(user)))"])
    case .userOfType(let user, let type):
      builder.addRuns(
        index: "records_by_user",
        conditions: ["user = \(builder.argument(.integer(user)))", "type = \(builder.argument(.integer(type)))"])
    case .typeOfUser(let type, let user):
      // The plus keeps SQLite from taking the condition for the index's.
      builder.addRuns(
        index: "records_by_type",
        conditions: ["type = \(builder.argument(.integer(type)))", "+user = \(builder.argument(.integer(user)))"])
    }
    let limit = builder.argument(.integer(Int64(request.searchLimit)))
    sql = "\(builder.parts.joined(separator: "\nUNION ALL\n"))\n\(order)\nLIMIT \(limit)"
    arguments = builder.arguments
  }

  /// The columns, the first five of which are the order of pages.
  fileprivate static let columns = """
    at, kind, token, (SELECT name FROM types WHERE types.id = records.type) AS type_name, resource, user, before, after, metadata
    """
  private static let order = "ORDER BY 1 DESC, 2 DESC, 3 DESC, 4 DESC, 5 DESC"
}

private struct QueryBuilder {
  private let filter: RecordFilter
  private let position: RecordPosition?
  /// The newest moment that can be in the page.
  private let newest: Int64?
  /// Whether that moment is the cursor's own, of which a part may have been given already.
  private let isAtCursor: Bool
  private(set) var parts: [String] = []
  private(set) var arguments: [SQLValue] = []
  private var numbers: [SQLValue: Int] = [:]

  init(_ request: PageRequest) {
    filter = request.filter
    position = request.position
    let cursor = request.position?.key.timestamp.microseconds
    let last = request.filter.to.map { $0.microseconds - 1 }
    newest = [cursor, last].compactMap { $0 }.min()
    isAtCursor = cursor != nil && cursor == newest
  }

  /// The placeholder of a value; equal values share one.
  mutating func argument(_ value: SQLValue) -> String {
    if let number = numbers[value] { return "?\(number)" }
    arguments.append(value)
    numbers[value] = arguments.count
    return "?\(arguments.count)"
  }

  mutating func addResourceHistory(type: Int64, id: String, user: Int64?) {
    var conditions = ["type = \(argument(.integer(type)))", "resource = \(argument(.blob(Array(id.utf8))))"]
    if isAtCursor, let position {
      conditions.append("(at, kind, token, \(Self.typeName), resource) < \(tuple(of: position, withKind: true))")
    } else if let newest {
      conditions.append("at <= \(argument(.integer(newest)))")
    }
    addOldest(to: &conditions)
    if let user { conditions.append("user = \(argument(.integer(user)))") }
    if let operation = filter.operation { conditions.append("kind = \(operation.number)") }
    if let outcome = filter.outcome { conditions.append("failed = \(outcome == .failed ? 1 : 0)") }
    add(conditions, index: "records_by_resource")
  }

  mutating func addRuns(index: String, conditions shared: [String]) {
    let kinds = filter.operation.map { [$0] } ?? OperationKind.allCases
    let outcomes = filter.outcome.map { [$0 == .failed ? 1 : 0] } ?? [0, 1]
    for kind in kinds {
      for failed in outcomes {
        var conditions = shared + ["kind = \(kind.number)", "failed = \(failed)"]
        addNewest(to: &conditions, kind: kind)
        addOldest(to: &conditions)
        add(conditions, index: index)
      }
    }
  }

  private mutating func addNewest(to conditions: inout [String], kind: OperationKind) {
    guard let newest else { return }
    guard isAtCursor, let position else {
      conditions.append("at <= \(argument(.integer(newest)))")
      return
    }
    if kind == position.key.kind {
      conditions.append("(at, token, \(Self.typeName), resource) < \(tuple(of: position, withKind: false))")
    } else {
      // Of the cursor's moment, kinds of smaller name follow and those of larger name were given.
      conditions.append("at \(kind < position.key.kind ? "<=" : "<") \(argument(.integer(newest)))")
    }
  }

  private mutating func addOldest(to conditions: inout [String]) {
    if let from = filter.from { conditions.append("at >= \(argument(.integer(from.microseconds)))") }
  }

  private mutating func tuple(of position: RecordPosition, withKind: Bool) -> String {
    var parts = [argument(.integer(position.key.timestamp.microseconds))]
    if withKind { parts.append(argument(.integer(position.key.kind.number))) }
    parts.append(argument(.text(position.key.token?.description ?? "")))
    parts.append(argument(.text(position.resource.type.name)))
    parts.append(argument(.blob(Array(position.resource.id.utf8))))
    return "(\(parts.joined(separator: ", ")))"
  }

  private mutating func add(_ conditions: [String], index: String) {
    parts.append("SELECT \(RecordQuery.columns) FROM records INDEXED BY \(index) WHERE \(conditions.joined(separator: " AND "))")
  }

  private static let typeName = "(SELECT name FROM types WHERE types.id = records.type)"
}

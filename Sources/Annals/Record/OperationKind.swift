/// What was done to a resource.
public enum OperationKind: String, CaseIterable, Hashable, Sendable, Comparable, CustomStringConvertible {
  case create = "CREATE"
  case delete = "DELETE"
  case read = "READ"
  case update = "UPDATE"

  /// Reads a kind in any case. Throws `invalidOperation` for anything but the four.
  public init(_ text: String) throws(HistoryError) {
    guard let kind = OperationKind(rawValue: text.uppercased()) else {
      throw HistoryError(.invalidOperation, "the operation \"\(text.quoted(40))\" is unknown: send CREATE, UPDATE, DELETE or READ")
    }
    self = kind
  }

  /// Reads a kind in any case, and whether its name says that the operation failed, as older records have it: `DELETE_FAILED`.
  package static func reading(_ text: String) throws(HistoryError) -> (kind: OperationKind, hasFailed: Bool) {
    let name = text.uppercased()
    if name.hasSuffix("_FAILED"), let kind = OperationKind(rawValue: String(name.dropLast("_FAILED".count))) { return (kind, true) }
    return (try OperationKind(text), false)
  }

  /// The kind's name, as records hold it.
  public var description: String { rawValue }

  /// By name, which is the order of sort keys.
  public static func < (left: OperationKind, right: OperationKind) -> Bool { left.rawValue < right.rawValue }
}

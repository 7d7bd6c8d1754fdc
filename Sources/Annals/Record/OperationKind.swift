/// What was done to a resource.
public enum OperationKind: String, CaseIterable, Hashable, Sendable, Comparable, CustomStringConvertible {
  case create = "CREATE"
  case delete = "DELETE"
  case read = "READ"
  case update = "UPDATE"

  /// Reads a kind in any case. Throws `invalidOperation` for anything but the four.
  public init(_ text: String) throws(HistoryError) {
    guard let kind = OperationKind(rawValue: text.uppercased()) else {
      throw HistoryError(.invalidOperation, "the operation \"\(text.prefix(40))\" is unknown: send CREATE, UPDATE, DELETE or READ")
    }
    self = kind
  }

  /// The kind's name, as records hold it.
  public var description: String { rawValue }

  /// By name, which is the order of sort keys.
  public static func < (left: OperationKind, right: OperationKind) -> Bool { left.rawValue < right.rawValue }
}

import Annals

extension OperationKind {
  /// The number that the database holds: in the order of the names.
  var number: Int64 {
    switch self {
    case .create: 0
    case .delete: 1
    case .read: 2
    case .update: 3
    }
  }

  /// What most records of the kind count in the column `reads`.
  var usualReads: Int { self == .read ? 1 : 0 }

  /// The kind with a number; `nil` where none has it.
  init?(number: Int64) {
    switch number {
    case 0: self = .create
    case 1: self = .delete
    case 2: self = .read
    case 3: self = .update
    default: return nil
    }
  }
}

extension HistoryRecord {
  /// What the record counts in the column `reads`: of a READ how many it stands for, of a CREATE whether it is a baseline.
  var countedReads: Int { isBaseline ? 1 : representedReads }
}

/// What a window says of an operation that it took in.
struct Admission {
  /// What the condition found, where it is met.
  struct Finding {
    /// The earliest operation of the window.
    let first: Int64
    /// The latest operation of the window.
    let last: Int64
    /// How many it counts.
    let count: Int
    /// How many operations are in it.
    let total: Int
    /// When the condition is no longer met, where nothing more comes.
    let until: Int64
  }

  var finding: Finding?
  /// What the operation adds to an alert's count.
  var count = 1
  /// What it adds to the operations that an alert covers.
  var total = 1
}

/// The operations of one subject that a rule counts now. Sizes are bounded by who holds it.
protocol AlertWindow: Sendable {
  /// Takes an operation in; `nil` where it is there already or came too late to count. `newest` is the latest moment of all operations.
  mutating func admit(_ operation: AlertObservation, newest: Int64) -> Admission?
  /// How many operations from one moment to another are there, both included; `nil` where some of these may be gone.
  func count(from first: Int64, to last: Int64) -> Int?
  /// Operations that are held.
  var size: Int { get }
  /// The latest moment of an operation.
  var latest: Int64 { get }
  /// Lets all but the newest go that the condition needs, and those of the latest moment.
  mutating func trim()
}

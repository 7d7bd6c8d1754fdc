/// What a rule says of an operation that it took in.
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

extension RecorderState {
  /// Whether records are taken.
  enum Phase {
    /// Taken, and held until `run` begins.
    case idle
    case running
    /// Still taken, and everything is stored before `run` ends.
    case draining
    /// No longer taken, for all that came was prepared: what is left of it is stored.
    case ending
    case closed

    /// Whether records are taken.
    var isOpen: Bool { self != .ending && self != .closed }
  }
}

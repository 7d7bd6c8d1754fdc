/// What became of a step of a plan.
public enum StepOutcome: Character, Hashable, Sendable, CaseIterable {
  /// Nothing yet.
  case open = "."
  /// The resource was put back.
  case done = "d"
  /// It was as it is to be already, by somebody else's doing.
  case already = "a"
  /// It is another than when the plan was made, and stays as it is.
  case moved = "m"
  /// A resource that has to be put back before it was not.
  case needMissing = "n"
  /// All or nothing was asked for, and another step could not be done.
  case heldBack = "h"
  /// It was refused, or its values were not given.
  case failed = "f"

  /// The outcome in one word, for JSON.
  public var name: String {
    switch self {
    case .open: "open"
    case .done: "done"
    case .already: "already"
    case .moved: "changed_since"
    case .needMissing: "reference_missing"
    case .heldBack: "held_back"
    case .failed: "failed"
    }
  }
}

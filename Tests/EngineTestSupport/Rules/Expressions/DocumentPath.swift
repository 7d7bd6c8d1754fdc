/// The way to a value in an item: an attribute's name, then names and positions below it.
struct DocumentPath: Hashable, CustomStringConvertible {
  enum Step: Hashable {
    case name(String)
    case position(Int)
  }

  let attribute: String
  let below: [Step]

  /// Why the two cannot be written by one request: one leads through the other, or one takes for a list what the other takes for a map.
  func problem(beside other: DocumentPath) -> String? {
    guard attribute == other.attribute else { return nil }
    for (mine, theirs) in zip(below, other.below) where mine != theirs {
      switch (mine, theirs) {
      case (.name, .position), (.position, .name): return "conflict"
      default: return nil
      }
    }
    return "overlap"
  }

  var description: String {
    below.reduce(attribute) { text, step in
      switch step {
      case .name(let name): "\(text).\(name)"
      case .position(let position): "\(text)[\(position)]"
      }
    }
  }
}

/// Paths such as `profile.*.phone`, followed step by step while a state is walked through.
struct PathRules: Sendable {
  private enum Step: Hashable, Sendable {
    case name(String)
    case anyOne
    case anyNumber
  }

  /// How far each path has been followed at one place of a state.
  struct Progress: Sendable {
    fileprivate struct Position: Hashable {
      let path: Int
      let step: Int
    }
    fileprivate var positions: [Position] = []
    /// Whether a path ends here.
    fileprivate(set) var isMatch = false
    /// Whether no path goes on from here.
    var isOver: Bool { positions.isEmpty }
  }

  private static let roots: Set<String> = ["before_state", "after_state", "metadata"]
  private let paths: [[Step]]

  /// Reads paths. Throws `invalidConfiguration` for one with an empty part.
  init(_ paths: [String]) throws(HistoryError) {
    var read: [[Step]] = []
    for path in paths { read.append(try Self.steps(of: path)) }
    self.paths = read
  }

  /// The progress at one of the three roots.
  func start(root: String) -> Progress {
    var progress = Progress()
    for (index, path) in paths.enumerated() {
      add(.init(path: index, step: 0), to: &progress)
      if case .name(root)? = path.first, path.count > 1 { add(.init(path: index, step: 1), to: &progress) }
    }
    progress.isMatch = false
    return progress
  }

  /// The progress one name or index deeper.
  func progress(from last: Progress, into name: @autoclosure () -> String) -> Progress {
    var progress = Progress()
    guard !last.positions.isEmpty else { return progress }
    let name = name()
    for position in last.positions {
      switch paths[position.path][position.step] {
      case .anyNumber: add(position, to: &progress)
      case .anyOne: add(.init(path: position.path, step: position.step + 1), to: &progress)
      case .name(let expected):
        if expected == name { add(.init(path: position.path, step: position.step + 1), to: &progress) }
      }
    }
    return progress
  }

  private func add(_ position: Progress.Position, to progress: inout Progress) {
    let path = paths[position.path]
    guard position.step < path.count else {
      progress.isMatch = true
      return
    }
    guard !progress.positions.contains(position) else { return }
    progress.positions.append(position)
    if path[position.step] == .anyNumber { add(.init(path: position.path, step: position.step + 1), to: &progress) }
  }

  private static func steps(of path: String) throws(HistoryError) -> [Step] {
    var names = [""]
    var isEscaped = false
    for character in path {
      if isEscaped {
        names[names.count - 1].append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "." {
        names.append("")
      } else {
        names[names.count - 1].append(character)
      }
    }
    guard !isEscaped, !names.contains("") else {
      throw HistoryError(.invalidConfiguration, "the path \"\(path)\" has an empty part: write names with dots between, as profile.*.phone")
    }
    return names.map { $0 == "**" ? .anyNumber : $0 == "*" ? .anyOne : .name($0) }
  }
}

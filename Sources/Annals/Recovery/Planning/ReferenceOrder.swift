/// Puts the steps of a plan in the order of their references: what is referred to is written first, and removed last.
struct ReferenceOrder {
  private let restorer: any Restorer
  private let choice: ConflictChoice
  private var planned: [StepPlanning.Planned]
  private let places: [Resource: Int]
  /// Resources outside the plan that are not there.
  private var absent: Set<Resource> = []

  init(_ planned: [StepPlanning.Planned], restorer: any Restorer, choice: ConflictChoice) {
    self.planned = planned
    self.restorer = restorer
    self.choice = choice
    places = Dictionary(planned.enumerated().map { ($1.step.resource, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The steps in order. Asks the restorer for what is referred to outside the plan.
  mutating func ordered() async throws -> [RecoveryStep] {
    let outside = Set(planned.flatMap(\.references)).filter { places[$0] == nil && restorer.covers($0.type) }
    for chunk in Array(outside).sorted().chunks(of: RecoveryPlanner.chunkSize) {
      let there = try await restorer.presentStates(of: chunk)
      absent.formUnion(chunk.filter { there[$0] == nil })
    }
    settle()
    for index in planned.indices { connect(index) }
    rank()
    return planned.enumerated().sorted { ($0.element.step.rank, $0.offset) < ($1.element.step.rank, $1.offset) }.map(\.element.step)
  }

  /// Notes what would refer to nothing, until no step that is held back takes another along.
  private mutating func settle() {
    var isSettled = false
    var noted: Set<Int> = []
    while !isSettled {
      isSettled = true
      for index in planned.indices where planned[index].step.action == .write && !noted.contains(index) {
        guard let missing = planned[index].references.first(where: { !willBeThere($0) }) else { continue }
        noted.insert(index)
        isSettled = false
        note("it refers to \(missing), which is not there and is not put back", at: index)
      }
      let users = remainingUsers
      for index in planned.indices where planned[index].step.action == .remove && !noted.contains(index) {
        guard let user = users[planned[index].step.resource] else { continue }
        noted.insert(index)
        isSettled = false
        note("\(user) refers to it, and stays as it is", at: index)
      }
    }
  }

  private mutating func note(_ sentence: String, at index: Int) {
    planned[index].step.conflicts.append(RecoveryConflict(.referenceMissing, sentence + ": put that right first, or overwrite"))
    if choice != .overwrite { planned[index].step.action = .none }
  }

  private func willBeThere(_ resource: Resource) -> Bool {
    guard let place = places[resource] else { return !absent.contains(resource) }
    switch planned[place].step.action {
    case .write: return true
    case .remove: return false
    case .none: return planned[place].step.presentDigest != nil
    }
  }

  /// The resources of the plan that stay, by what they refer to.
  private var remainingUsers: [Resource: Resource] {
    planned.filter { $0.step.action == .none }.reduce(into: [:]) { users, item in
      for reference in item.presentReferences { users[reference] = item.step.resource }
    }
  }

  // MARK: Order

  private mutating func connect(_ index: Int) {
    let step = planned[index].step
    switch step.action {
    case .write:
      planned[index].step.needs += planned[index].references.filter { places[$0].map { planned[$0].step.action == .write } ?? false }
    case .remove:
      for reference in planned[index].presentReferences {
        guard let place = places[reference], planned[place].step.action == .remove else { continue }
        planned[place].step.needs.append(step.resource)
      }
    case .none: break
    }
  }

  /// Gives each step a rank above those that it needs; of a circle, what closes it is let go.
  private mutating func rank() {
    enum Mark { case open, done }
    var marks: [Int: Mark] = [:]
    for start in planned.indices where marks[start] == nil {
      var path = [(index: start, next: 0)]
      marks[start] = .open
      while let top = path.last {
        let needs = planned[top.index].step.needs
        guard top.next < needs.count else {
          marks[top.index] = .done
          planned[top.index].step.rank = (needs.compactMap { places[$0] }.map { planned[$0].step.rank }.max() ?? -1) + 1
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        guard let place = places[needs[top.next]] else { continue }
        switch marks[place] {
        case nil:
          marks[place] = .open
          path.append((place, 0))
        case .open:
          planned[top.index].step.needs.remove(at: top.next)
          path[path.count - 1].next -= 1
        case .done: break
        }
      }
    }
  }
}

extension Array {
  /// The elements in order, in pieces of at most so many.
  func chunks(of size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}

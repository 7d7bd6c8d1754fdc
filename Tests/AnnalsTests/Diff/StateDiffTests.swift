import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("Differences of states")
struct StateDiffTests {
  private func changes(_ before: JSONValue, _ after: JSONValue) -> [String] {
    StateDiff(from: before, to: after).changes.map { change in
      change.kind == .moved
        ? "moved \(change.formerPath?.description ?? "?") \(change.path)" : "\(change.kind) \(change.path)"
    }
  }

  @Test("Members that came, went and changed are told by their paths, nested ones too")
  func members() {
    let before: JSONValue = ["name": "a", "gone": 1, "deep": ["x/y": ["~": true]], "same": [1, 2]]
    let after: JSONValue = ["name": "b", "new": JSONValue.null, "deep": ["x/y": ["~": false]], "same": [1, 2]]
    #expect(changes(before, after) == ["changed /deep/x~1y/~0", "removed /gone", "changed /name", "added /new"])
  }

  @Test("An element put in front is one change, not one for each behind it")
  func insertion() {
    let list = (0..<1000).map { JSONValue.string("line \($0)") }
    let diff = StateDiff(from: .array(list), to: .array(["new"] + list))
    #expect(diff.changes.count == 1)
    #expect(diff.patch.json == [["op": "add", "path": "/0", "value": "new"]])
  }

  @Test("Elements with ids are the same wherever they are, and what changed in them is told")
  func keyedElements() {
    let before: JSONValue = [["id": 1, "v": "a"], ["id": 2, "v": "b"], ["id": 3, "v": "c"]]
    let after: JSONValue = [["id": 3, "v": "c"], ["id": 1, "v": "a"], ["id": 2, "v": "B"], ["id": 4, "v": "d"]]
    #expect(changes(before, after) == ["moved /2 /0", "changed /2/v", "added /3"])
  }

  @Test("An element without a name that changed between two that stayed is changed, not removed and added")
  func changedElement() {
    #expect(changes([["a": 1], ["b": 1], ["c": 1]], [["a": 1], ["b": 2], ["c": 1]]) == ["changed /1/b"])
    #expect(changes([1, 2, 3, 4], [1, 3, 4]) == ["removed /1"])
    #expect(changes(["a", "b", "c"], ["c", "a", "b"]) == ["moved /2 /0"])
  }

  @Test("A state that came or went is one change of all of it")
  func wholeState() {
    let state: JSONObject = ["a": 1]
    #expect(StateDiff(from: nil, to: state).changes.map(\.kind) == [.added])
    #expect(StateDiff(from: nil, to: state).changes.map(\.after) == [.object(state)])
    #expect(StateDiff(from: state, to: nil).changes.map(\.kind) == [.removed])
    #expect(StateDiff(from: state, to: state).isEmpty)
    #expect(StateDiff(from: nil, to: nil).isEmpty)
  }

  @Test("The patch makes the state after of the state before, whatever they are")
  func propertyOfPatches() throws {
    var random = RandomJSON()
    for _ in 0..<2000 {
      let before = JSONValue.object(try random.object())
      let after = try random.chance(0.2) ? .object(random.object()) : random.mutated(before)
      let diff = StateDiff(from: before, to: after)
      #expect(try diff.patch.applied(to: before) == after, "seed \(random.seed)")
      #expect(diff.isEmpty == (before == after), "seed \(random.seed)")
    }
  }

  @Test("Lists of few values in any order, with repetitions, come out right")
  func propertyOfLists() throws {
    var random = RandomJSON()
    for _ in 0..<5000 {
      func list() -> JSONValue { .array((0..<random.count(0...9)).map { _ in .number(JSONNumber(random.count(0...4))) }) }
      let (before, after) = (list(), list())
      #expect(try StateDiff(from: before, to: after).patch.applied(to: before) == after, "seed \(random.seed): \(before) to \(after)")
    }
  }

  @Test("The real operations' states come out of their patches, and an update of one member is one change")
  func realOperations() throws {
    var updates = 0
    for record in try RealOperations.records() {
      let (before, after) = (record.before.map(JSONValue.object) ?? .null, record.after.map(JSONValue.object) ?? .null)
      let diff = StateDiff(from: before, to: after)
      #expect(try diff.patch.applied(to: before) == after)
      if record.before != nil, record.after != nil, !diff.isEmpty { updates += 1 }
    }
    #expect(updates > 1000)
  }

  @Test("A patch that does not fit says which step, and that it was made of another value")
  func misfit() throws {
    let patch = StateDiff(from: ["a": [1, 2]], to: ["a": [1]] as JSONValue).patch
    let error = #expect(throws: HistoryError.self) { try patch.applied(to: ["a": [] as JSONValue]) }
    #expect(error?.code == .invalidPatch)
    #expect(error?.description.contains("step 1 of 1") == true)
  }
}

extension RandomJSON {
  fileprivate mutating func chance(_ part: Double) -> Bool { Double(count(0...999)) < part * 1000 }

  /// The value with some of it changed, removed, added and moved.
  fileprivate mutating func mutated(_ value: JSONValue) throws -> JSONValue {
    switch value {
    case .object(let object):
      var members: [(String, JSONValue)] = []
      for member in object.members where !chance(0.1) { members.append((member.name, try mutated(member.value))) }
      if chance(0.2) { members.append((text(), .bool(chance(0.5)))) }
      return .object(JSONObject(members))
    case .array(let elements):
      var kept: [JSONValue] = []
      for element in elements where !chance(0.15) { kept.append(chance(0.2) ? try mutated(element) : element) }
      if chance(0.3) { kept.insert(.string(text()), at: count(0...kept.count)) }
      return .array(chance(0.2) ? shuffled(kept) : kept)
    default: return chance(0.1) ? .string(text()) : value
    }
  }
}

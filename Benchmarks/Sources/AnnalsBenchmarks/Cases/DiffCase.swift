import Annals
import Foundation

/// What a diff of two states of a megabyte costs, against encoding both as JSON by Foundation's encoder.
struct DiffCase: BenchmarkCase {
  static let name = "diff"

  func run(_ scope: Scope) async throws -> [Row] {
    let count = scope.scale.scaled(1_000_000)
    let list = Self.list(of: count / 100)
    let fields = Self.fields(count / 60)
    let text = Self.text(count)
    return [
      try row("a field changed", list, Self.replacing(list, at: 17), scope),
      try row("an item put first", list, ["items": .array([["id": "new"]] + Self.items(list))], scope),
      try row("every second item changed", list, Self.replacing(list, everySecond: true), scope),
      try row("items in reverse", list, ["items": .array(Self.items(list).reversed())], scope),
      try row("every field changed", fields, JSONObject(fields.members.map { ($0.name, "changed") }), scope),
      try row("a word in a text", ["text": .string(text)], ["text": .string(text.replacing("number 4 ", with: "number four "))], scope),
    ]
  }

  private func row(_ name: String, _ before: JSONObject, _ after: JSONObject, _ scope: Scope) throws -> Row {
    func milliseconds(_ body: () throws -> Int) throws -> Double {
      let start = ContinuousClock.now
      guard try body() > 0 else { throw BenchmarkError("\(name): nothing was done") }
      return (ContinuousClock.now - start) / .milliseconds(1)
    }
    func encoded(_ state: JSONObject) throws -> Int { try JSONEncoder().encode(JSONValue.object(state)).count }
    let bytes = try encoded(before)
    let rounds = try (0..<scope.rounds).map { _ in
      Round(
        baseline: try milliseconds { try encoded(before) + encoded(after) },
        subject: try milliseconds { StateDiff(from: before, to: after).changes.count })
    }
    return Row("\(Self.name): \(name)", unit: "ms for \(bytes / 1000) KB", rounds: rounds, goal: .none)
  }

  private static func list(of count: Int) -> JSONObject {
    [
      "items": .array(
        (0..<count).map {
          ["id": .string("item-\($0)"), "name": .string("Item number \($0) of the list"), "rank": .number(JSONNumber($0))]
        })
    ]
  }

  private static func items(_ state: JSONObject) -> [JSONValue] { state["items"]?.array ?? [] }

  private static func replacing(_ state: JSONObject, at place: Int) -> JSONObject {
    var items = items(state)
    if items.indices.contains(place) { items[place] = ["id": .string("item-\(place)"), "name": "another", "rank": 0] }
    return ["items": .array(items)]
  }

  private static func replacing(_ state: JSONObject, everySecond: Bool) -> JSONObject {
    ["items": .array(items(state).enumerated().map { $0 % 2 == 0 ? $1 : ["id": .string("item-\($0)"), "name": "another", "rank": 0] })]
  }

  private static func fields(_ count: Int) -> JSONObject {
    JSONObject((0..<count).map { ("field-\($0)", .string("the value of the field number \($0)")) })
  }

  private static func text(_ count: Int) -> String {
    var text = ""
    var number = 0
    while text.utf8.count < count {
      text += "This is the sentence number \(number) of a long prompt. "
      number += 1
    }
    return text
  }
}

package import Annals

/// The places of a record in which a secret can stand.
package enum SecretPlaces {
  /// A place, and a record that holds a text there alone.
  package struct Place: Sendable, CustomStringConvertible {
    /// The place in words.
    package let description: String
    /// Whether the text is a member's name, which decides about the value, too.
    package var isName: Bool { description.contains("name") && !description.contains("function") }
    /// A record that holds a text here.
    package let record: @Sendable (String) -> HistoryRecord
  }

  /// Each place.
  package static let all: [Place] = [
    state("the state before", before: true) { ["value": .string($0)] },
    state("the state after") { ["value": .string($0)] },
    state("an object in an object") { ["a": ["b": ["c": ["d": ["e": .string($0)]]]]] },
    state("an array") { ["list": ["first", .string($0), 3]] },
    state("an array in an array in an object") { ["a": ["b": [[["n": .string($0)]]]]] },
    state("a sentence") { ["note": .string("before it \($0)\nand after it")] },
    state("a name") { [$0: "value"] },
    state("a name in an array") { ["list": [[$0: 1], [$0: 2]]] },
    state("JSON in a string") { ["payload": .string(JSONWriter.text(of: ["note": .string($0), "n": 1] as JSONObject))] },
    state("JSON in JSON in a string") { text in
      let inner = JSONWriter.text(of: ["note": .string(text), "n": 1] as JSONObject)
      return ["payload": .string(JSONWriter.text(of: ["body": .string(inner)] as JSONObject))]
    },
    state("a text that is kept beside the record") { ["body": .string(long("head ") + "\n" + $0 + "\n" + long(" tail"))] },
    metadata("metadata") { ["ticket": .string($0)] }, metadata("metadata deep down") { ["a": [["b": .string($0)]]] },
    metadata("an error") { ["success": false, "error": .string("the call failed: \($0)")] },
    metadata("a request's id") { ["request_id": .string($0)] }, metadata("a reason") { ["reason": .string($0)] },
    metadata("a tag") { ["tags": ["team": .string($0)]] }, metadata("a tag's name") { ["tags": [$0: "x"]] },
    metadata("a function's name") { ["function": .string($0)] },
    Place(description: "a resource's id") { record(of: Resource(coercing: "PROMPT", "items/\($0)")) },
    Place(description: "a user's id") { record(of: Resource(coercing: "PROMPT", "p"), by: User(coercing: "key/\($0)")) },
  ]

  /// One record that holds a text in every place at once.
  package static func record(holding text: String, number: Int) -> HistoryRecord {
    var before: [(String, JSONValue)] = []
    var metadata: [(String, JSONValue)] = [("success", false)]
    for (index, place) in all.enumerated() {
      let record = place.record(text)
      if let state = record.before ?? record.after { before.append(("place\(index)", .object(state))) }
      for member in record.metadata.members where member.name != "success" {
        metadata.append((metadata.contains { $0.0 == member.name } ? "\(member.name)\(index)" : member.name, member.value))
      }
    }
    let state = JSONObject(before)
    return HistoryRecord(
      .update, of: Resource(coercing: "PROMPT", "items/\(number)/\(text)"),
      at: Timestamp(microseconds: 1_765_000_000_000_000 + Int64(number)), token: nil, by: User(coercing: "key/\(text)"), before: state,
      after: state,
      metadata: JSONObject(metadata))
  }

  private static func long(_ word: String) -> String { String(repeating: word, count: 450) }

  private static func state(
    _ description: String, before: Bool = false, _ state: @escaping @Sendable (String) -> JSONObject
  ) -> Place {
    Place(description: description) { text in
      record(of: Resource(coercing: "PROMPT", "p"), before: before ? state(text) : nil, after: before ? nil : state(text))
    }
  }

  private static func metadata(_ description: String, _ metadata: @escaping @Sendable (String) -> JSONObject) -> Place {
    Place(description: description) { record(of: Resource(coercing: "PROMPT", "p"), metadata: metadata($0)) }
  }

  private static func record(
    of resource: Resource, by user: User = .system, before: JSONObject? = nil, after: JSONObject? = nil, metadata: JSONObject = [:]
  ) -> HistoryRecord {
    HistoryRecord(
      .update, of: resource, at: Timestamp(microseconds: 1_765_000_000_000_000), token: nil, by: user, before: before, after: after,
      metadata: metadata)
  }
}

import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("Merging states")
struct StateMergeTests {
  @Test("What only one side changed is taken, and where both changed a field theirs stays")
  func fields() {
    let base: JSONObject = ["a": 1, "b": 1, "c": 1, "gone": 1, "left": 1]
    let theirs: JSONObject = ["a": 2, "b": 1, "c": 2, "left": 1, "new": 7]
    let ours: JSONObject = ["a": 1, "b": 3, "c": 3, "gone": 1, "back": 9]
    #expect(StateMerge.merged(base: base, theirs: theirs, ours: ours) == ["a": 2, "b": 3, "c": 2, "new": 7, "back": 9])
  }

  @Test("Objects are merged member by member, however deep")
  func nested() {
    let merged = StateMerge.merged(
      base: ["s": ["x": ["one": 1, "two": 2]]], theirs: ["s": ["x": ["one": 10, "two": 2]]], ours: ["s": ["x": ["one": 1, "two": 20]]])
    #expect(merged == ["s": ["x": ["one": 10, "two": 20]]])
  }

  @Test("An element that another added stays in its list while one that was removed comes back in its place")
  func lists() {
    let merged = StateMerge.merged(base: ["tags": ["a", "c"]], theirs: ["tags": ["a", "c", "new"]], ours: ["tags": ["a", "b", "c"]])
    #expect(merged == ["tags": ["a", "b", "c", "new"]])
  }

  @Test("Elements with ids are merged by these, and an element that another changed is not taken out again")
  func identified() {
    let base: JSONObject = ["items": [["id": 1, "n": 1], ["id": 2, "n": 1], ["id": 3, "n": 1]]]
    let theirs: JSONObject = ["items": [["id": 2, "n": 1], ["id": 1, "n": 5], ["id": 3, "n": 9]]]
    let ours: JSONObject = ["items": [["id": 1, "n": 1], ["id": 2, "n": 7]]]
    #expect(
      StateMerge.merged(base: base, theirs: theirs, ours: ours)
        == ["items": [["id": 2, "n": 7], ["id": 1, "n": 5], ["id": 3, "n": 9]]])
  }

  @Test("Merging with an unchanged side gives the other side")
  func identities() throws {
    var random = RandomJSON()
    for _ in 0..<300 {
      let (base, other) = (try random.object(levels: 3), try random.object(levels: 3))
      #expect(StateMerge.merged(base: base, theirs: base, ours: other) == other, "seed \(random.seed)")
      #expect(StateMerge.merged(base: base, theirs: other, ours: base) == other, "seed \(random.seed)")
    }
  }
}

@Suite("Comparing states")
struct StateMatchTests {
  @Test(
    "Numbers are compared by value, and what history redacted matches what may stand there",
    arguments: [
      ("1.0", "1", true), ("1e2", "100", true), ("1", "2", false), (#""[REDACTED]""#, #""secret""#, true), (#""[REDACTED]""#, "12", true),
      (#""key [REDACTED] ok""#, #""key abc ok""#, true), (#""key [REDACTED] ok""#, #""kay abc ok""#, false),
      (#""a [REDACTED] b [REDACTED] c""#, #""a 1 b 2 c""#, true), (#""a [REDACTED] b [REDACTED] c""#, #""a 1 2 c""#, false),
      (#""[REDACTED:1f3a90c2]""#, #""[REDACTED:1f3a90c2]""#, true), (#""[REDACTED:1f3a90c2]""#, #""[REDACTED:00000000]""#, false),
      (#""[REDACTED]""#, #""[REDACTED:00000000]""#, true), (#"{"a":[1,{"b":2.50}]}"#, #"{"a":[1,{"b":2.5}]}"#, true),
      (#"{"a":1}"#, #"{"a":1,"b":null}"#, false), (#"[1,2]"#, #"[2,1]"#, false),
    ])
  func same(left: String, right: String, isSame: Bool) throws {
    let (left, right) = (try JSONParser.parse(left), try JSONParser.parse(right))
    #expect(StateMatch.isSame(left, right) == isSame && StateMatch.isSame(right, left) == isSame)
  }

  @Test("What is left alone is not looked at")
  func ignored() {
    let match = StateMatch(ignoring: ["version"])
    #expect(match.isSame(["a": 1, "version": 1], ["a": 1, "version": 2]) && match.isSame(["a": 1], ["a": 1, "version": 2]))
    #expect(!match.isSame(["a": 1], ["a": 2]) && !match.isSame(nil, ["version": 1]))
  }
}

import Testing

@testable import Annals

@Suite("Differences of texts")
struct TextDiffTests {
  @Test("Words that differ are told apart from those that stayed")
  func words() {
    let diff = TextDiff(from: "Keep the old minutes, always.", to: "Keep the new minutes, almost always.")
    #expect(
      diff.parts == [
        .same("Keep the "), .removed("old"), .added("new"), .same(" minutes,"), .added(" almost"), .same(" always."),
      ])
  }

  @Test("The parts make up both texts, byte for byte, whatever they are")
  func bothTexts() {
    var random = RandomJSON()
    let pieces = ["a ", "b", "\n", "é", "e\u{301}", "long word", ",", "ß", "👩‍👩‍👧", ""]
    for _ in 0..<3000 {
      func text() -> String { (0..<random.count(0...14)).map { _ in pieces[random.count(0...(pieces.count - 1))] }.joined() }
      let (before, after) = (text(), text())
      let parts = TextDiff(from: before, to: after).parts
      #expect(parts.compactMap(\.before).joined().utf8.elementsEqual(before.utf8), "seed \(random.seed)")
      #expect(parts.compactMap(\.after).joined().utf8.elementsEqual(after.utf8), "seed \(random.seed)")
    }
  }

  @Test("No way is shorter than the one that is found")
  func shortest() {
    var random = RandomJSON()
    for _ in 0..<2000 {
      func list() -> [Int] { (0..<random.count(0...9)).map { _ in random.count(0...3) } }
      let (before, after) = (list(), list())
      let steps = EditScript.steps(before, after, limit: 100)
      let kept = steps?.count { if case .keep = $0 { true } else { false } }
      #expect(kept == longestCommon(before, after), "seed \(random.seed): \(before) to \(after)")
    }
  }

  private func longestCommon(_ left: [Int], _ right: [Int]) -> Int {
    var row = [Int](repeating: 0, count: right.count + 1)
    for element in left {
      var diagonal = 0
      for (place, other) in right.enumerated() {
        let above = row[place + 1]
        row[place + 1] = element == other ? diagonal + 1 : max(above, row[place])
        diagonal = above
      }
    }
    return row[right.count]
  }

  @Test("Texts that have little in common are shown whole, at a cost that does not run away")
  func different() {
    let before = (0..<20_000).map { "a\($0)" }.joined(separator: "\n")
    let after = (0..<20_000).map { "b\($0)" }.joined(separator: "\n")
    #expect(TextDiff(from: before, to: after).parts == [.removed(before), .added(after)])
  }
}

extension TextDiff.Part {
  fileprivate var before: String? {
    switch self {
    case .same(let text), .removed(let text): text
    case .added: nil
    }
  }

  fileprivate var after: String? {
    switch self {
    case .same(let text), .added(let text): text
    case .removed: nil
    }
  }
}

import Foundation

/// One line of the table: a subject against its baseline, measured in turns.
struct Row: Sendable {
  let name: String
  /// What a subject's and a baseline's numbers count: `µs a call`, `records/s`.
  let unit: String
  let subject: Spread
  let baseline: Spread
  let ratio: Spread
  let goal: Goal
  /// What else the case has found, such as how many records were lost.
  let notes: [String]

  var isMet: Bool { goal.isMet(by: ratio.median) }

  /// A row of as many rounds as there are pairs of a baseline's and a subject's number; the ratio is taken in each round.
  init(_ name: String, unit: String, rounds: [Round], goal: Goal, notes: [String] = []) {
    self.name = name
    self.unit = unit
    subject = Spread(rounds.map(\.subject))
    baseline = Spread(rounds.map(\.baseline))
    ratio = Spread(rounds.map(\.ratio))
    self.goal = goal
    self.notes = notes
  }
}

/// What one round has measured.
struct Round: Sendable {
  let baseline: Double
  let subject: Double
  var ratio: Double { subject / baseline }

  /// Measures baseline and subject in turns, so that what slows the machine down slows down both.
  static func interleaved(
    _ count: Int, baseline: () async throws -> Double, subject: () async throws -> Double
  ) async throws -> [Round] {
    var rounds: [Round] = []
    for _ in 0..<count {
      let baseline = try await baseline()
      rounds.append(Round(baseline: baseline, subject: try await subject()))
    }
    return rounds
  }
}

extension Row: Encodable {
  private enum Key: String, CodingKey {
    case name = "case"
    case unit, subject, baseline, ratio, goal, met, notes
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    try container.encode(unit, forKey: .unit)
    try container.encode(subject, forKey: .subject)
    try container.encode(baseline, forKey: .baseline)
    try container.encode(ratio, forKey: .ratio)
    try container.encode(goal.description, forKey: .goal)
    try container.encode(isMet, forKey: .met)
    try container.encode(notes, forKey: .notes)
  }
}

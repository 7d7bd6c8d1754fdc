/// One of the five fields of a cron expression: the values that it lets through.
struct CronField: Hashable, Sendable {
  /// Which field it is: its range, and the names that it knows besides numbers.
  struct Kind: Sendable {
    let name: String
    let range: ClosedRange<Int>
    var names: [String] = []

    static let minute = Kind(name: "minute", range: 0...59)
    static let hour = Kind(name: "hour", range: 0...23)
    static let dayOfMonth = Kind(name: "day of the month", range: 1...31)
    static let month = Kind(
      name: "month", range: 1...12, names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"])
    /// 0 and 7 are Sunday.
    static let dayOfWeek = Kind(name: "day of the week", range: 0...7, names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"])

    /// The value of a number or name.
    func value(_ text: Substring) -> Int? {
      if let place = names.firstIndex(of: text.uppercased()) { return place + (range.lowerBound == 1 ? 1 : 0) }
      guard (1...2).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      return Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// The values, sorted; Sunday is 0.
  let values: [Int]
  /// Whether it begins with `*`: then it leaves the choice to the other fields.
  let isOpen: Bool

  /// Reads a field. Throws `invalidConfiguration`.
  init(_ text: Substring, _ kind: Kind) throws(HistoryError) {
    var values: Set<Int> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      values.formUnion(try Self.values(part, kind))
    }
    if kind.range == Kind.dayOfWeek.range, values.remove(7) != nil { values.insert(0) }
    self.values = values.sorted()
    isOpen = text.hasPrefix("*")
  }

  func contains(_ value: Int) -> Bool { values.contains(value) }

  private static func values(_ part: Substring, _ kind: Kind) throws(HistoryError) -> [Int] {
    let halves = part.split(separator: "/", omittingEmptySubsequences: false)
    guard let first = halves.first, halves.count <= 2 else { throw trouble(part, kind) }
    var step = 1
    if halves.count == 2 {
      guard let given = Int(halves[1]), (1...60).contains(given), halves[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
        throw trouble(part, kind)
      }
      step = given
    }
    let range: ClosedRange<Int>
    if first == "*" {
      // A week has seven days, and Sunday two numbers.
      range = kind.range.lowerBound...min(kind.range.upperBound, kind.name == Kind.dayOfWeek.name ? 6 : .max)
    } else {
      let ends = first.split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count <= 2, let from = ends.first.flatMap(kind.value), var to = ends.last.flatMap(kind.value) else {
        throw trouble(part, kind)
      }
      // A week may end with Sunday: MON-SUN.
      if kind.name == Kind.dayOfWeek.name, to == 0, ends.count == 2 { to = 7 }
      guard from <= to else { throw trouble(part, kind) }
      // "3/5" means from 3 on, as in other crons.
      range = from...(ends.count == 1 && halves.count == 2 ? kind.range.upperBound : to)
    }
    return Array(stride(from: range.lowerBound, through: range.upperBound, by: step))
  }

  private static func trouble(_ part: Substring, _ kind: Kind) -> HistoryError {
    let names = kind.names.isEmpty ? "" : ", a name (\(kind.names.joined(separator: ", ")))"
    return HistoryError(
      .invalidConfiguration,
      "\"\(String(part).quoted(40))\" is no \(kind.name): give *, a number from \(kind.range.lowerBound) to \(kind.range.upperBound)\(names), "
        + "a range (2-5), a step (*/5), or several with commas")
  }
}

import Annals

/// The question in a page's address, as forms send it: what is empty was not asked.
struct PageQuery: Sendable {
  /// The values by name, decoded, none of them empty.
  let given: [String: String]
  /// Whether something was empty, so that the address is longer than what it asks.
  let isLoose: Bool

  subscript(name: String) -> String? { given[name] }

  /// Reads an address's query. Throws a problem that names what is not known, comes twice or cannot be decoded.
  init(_ text: String?, knowing names: [String]) throws(Problem) {
    var values: [String: String] = [:]
    var isLoose = false
    for item in (text ?? "").utf8.split(separator: UInt8(ascii: "&")) {
      let parts = item.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false).map { Substring($0) }
      guard let name = PercentCoding.decode(parts[0], plus: .space), names.contains(name) else {
        throw Problem(
          .unknownParameter,
          "\"\(String(parts[0]).quoted(100))\" is nothing that this page can be asked: it knows \(names.joined(separator: ", "))")
      }
      guard let value = PercentCoding.decode(parts.count > 1 ? parts[1] : "", plus: .space) else {
        throw Problem(.invalidParameter, "\(name) is not percent-encoded UTF-8: send % as %25", parameter: name)
      }
      guard !value.isEmpty else {
        isLoose = true
        continue
      }
      guard values.updateValue(value, forKey: name) == nil else {
        throw Problem(.repeatedParameter, "\(name) comes twice: give it once", parameter: name)
      }
    }
    given = values
    self.isLoose = isLoose
  }

  /// A moment that a person writes; see `PageMoment`.
  func moment(_ name: String, now: Timestamp, end: Bool = false) throws(Problem) -> Timestamp? {
    guard let text = given[name] else { return nil }
    guard let moment = PageMoment(text, now: now) else {
      throw Problem(
        .invalidParameter, "\(name) cannot be read: write \(PageMoment.forms)", parameter: name, value: text, expected: PageMoment.forms)
    }
    return end ? moment.end : moment.first
  }

  /// The value of a name as what it stands for. Throws a problem that names it.
  func value<Value>(_ name: String, _ read: (String) throws(HistoryError) -> Value) throws(Problem) -> Value? {
    guard let text = given[name] else { return nil }
    do throws(HistoryError) {
      return try read(text)
    } catch {
      throw Problem(error, parameter: name, value: text)
    }
  }
}

/// A moment as a person writes it in a form.
struct PageMoment {
  /// The moment, or the first of the day or minute.
  let first: Timestamp
  /// The moment, or the first that is behind the day or minute.
  let end: Timestamp

  static let forms = "a day (2025-12-16), a moment in UTC (2025-12-16T20:30), RFC 3339, or how long ago (90m, 24h, 7d)"

  init?(_ text: String, now: Timestamp) {
    let text = text.trimmingSpaces
    if let unit = text.last.flatMap({ Self.units[$0] }), let count = Int64(text.dropLast()), count >= 0, count < 1_000_000 {
      first = now.advanced(byMicroseconds: -count * unit)
      end = first
    } else if text.utf8.count == 10, let day = try? Timestamp("\(text)T00:00:00Z") {
      first = day
      end = day.advanced(byMicroseconds: 86_400_000_000)
    } else if text.utf8.count == 16, let minute = try? Timestamp("\(text):00Z") {
      first = minute
      end = minute.advanced(byMicroseconds: 60_000_000)
    } else if let moment = try? Timestamp(text) {
      first = moment
      end = moment
    } else {
      return nil
    }
  }

  private static let units: [Character: Int64] = [
    "m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000, "w": 604_800_000_000,
  ]
}

/// A number kept as the text it came in, so that no digit is lost: 0.1, 1e-130 and 1.0 stay what they are.
///
/// Holds what DynamoDB holds: up to 38 significant digits, magnitudes from 1E-130 to 9.99…E+125, and zero. Numbers are equal when their texts
/// are: 1 and 1.0 are two numbers.
/// Source: DynamoDB Developer Guide, "Data types: Number".
public struct JSONNumber: Hashable, Sendable, CustomStringConvertible {
  /// The number as JSON's grammar writes it (RFC 8259, section 6).
  public let description: String

  /// The most significant digits that a number may have.
  public static let maximumDigits = 38
  /// The most characters that a number's text may have: room for 1E-130 written out in full, not for a text of zeros.
  static let maximumLength = 512

  /// Reads a number from JSON's notation.
  ///
  /// Throws `invalidNumber` when the text is not a JSON number, or has more digits or a larger magnitude than DynamoDB keeps.
  public init(_ text: String) throws(HistoryError) {
    if let problem = JSONNumberGrammar.problem(in: text.utf8) {
      throw HistoryError(.invalidNumber, "the number \(text.quoted(48)) \(problem)")
    }
    description = text
  }

  /// A whole number.
  public init(_ value: Int) { description = String(value) }

  /// A whole number of any width; `nil` where it has more than 38 significant digits.
  public init?(exactly value: some BinaryInteger) { self.init(checked: String(value)) }

  /// A binary floating point number by its shortest exact text; `nil` where JSON or DynamoDB has no such number (NaN, infinity, 1e300).
  public init?(exactly value: some BinaryFloatingPoint & CustomStringConvertible) {
    guard value.isFinite else { return nil }
    self.init(checked: value.description)
  }

  /// A number from text of unknown quality; `nil` where `init(_:)` would throw.
  package init?(checked text: String) {
    guard JSONNumberGrammar.problem(in: text.utf8) == nil else { return nil }
    description = text
  }

  /// A number whose text the parser has already checked.
  init(validated text: String) { description = text }

  /// The value as a whole number, when it is written as one and fits.
  public var int: Int? { Int(description) }
  /// The nearest binary floating point value.
  public var double: Double { Double(description) ?? 0 }
}

/// JSON's number grammar with DynamoDB's bounds, over bytes.
enum JSONNumberGrammar {
  /// What is wrong with the text as a number, as the end of a sentence; `nil` when nothing is.
  static func problem(in text: some Collection<UInt8>) -> String? {
    guard text.count <= JSONNumber.maximumLength else {
      return "has \(text.count) characters: \(JSONNumber.maximumLength) are read, leave out the zeros that count nothing"
    }
    var digits = DigitCount()
    var index = text.startIndex
    let end = text.endIndex
    func peek() -> UInt8? { index < end ? text[index] : nil }
    func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } ?? false }

    if peek() == UInt8(ascii: "-") { index = text.index(after: index) }
    guard isDigit(peek()) else { return "is not a number: send digits as in -12.5e3" }
    if peek() == UInt8(ascii: "0") {
      index = text.index(after: index)
      if isDigit(peek()) { return "begins with a zero: leave the zero out" }
    }
    while let byte = peek(), isDigit(byte) {
      digits.add(byte, afterPoint: false)
      index = text.index(after: index)
    }
    if peek() == UInt8(ascii: ".") {
      index = text.index(after: index)
      guard isDigit(peek()) else { return "has no digit after its point: write it as 1.0" }
      while let byte = peek(), isDigit(byte) {
        digits.add(byte, afterPoint: true)
        index = text.index(after: index)
      }
    }
    var exponent = 0
    if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
      index = text.index(after: index)
      var negative = false
      if let sign = peek(), sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        negative = sign == UInt8(ascii: "-")
        index = text.index(after: index)
      }
      guard isDigit(peek()) else { return "has no digit in its exponent: write it as 1e5" }
      while let byte = peek(), isDigit(byte) {
        exponent = min(exponent * 10 + Int(byte - 0x30), 1_000_000)
        index = text.index(after: index)
      }
      if negative { exponent = -exponent }
    }
    guard index == end else { return "is not a number: send digits as in -12.5e3" }
    return digits.problem(exponent: exponent)
  }

  /// Counts significant digits and places the first of them, without keeping the text.
  private struct DigitCount {
    private var significant = 0
    private var trailingZeros = 0
    private var integerDigits = 0
    private var leadingZerosAfterPoint = 0

    mutating func add(_ byte: UInt8, afterPoint: Bool) {
      if byte == 0x30 {
        if significant > 0 { trailingZeros += 1 } else if afterPoint { leadingZerosAfterPoint += 1 }
      } else {
        significant += trailingZeros + 1
        trailingZeros = 0
      }
      if !afterPoint, significant > 0 { integerDigits += 1 }
    }

    func problem(exponent: Int) -> String? {
      guard significant > 0 else { return nil }
      if significant > JSONNumber.maximumDigits {
        return "has \(significant) significant digits: 38 are kept, send it as a string"
      }
      let magnitude = exponent + (integerDigits > 0 ? integerDigits - 1 : -leadingZerosAfterPoint - 1)
      if magnitude > 125 || magnitude < -130 {
        return "is outside 1E-130 to 9.99E+125: send it as a string"
      }
      return nil
    }
  }
}

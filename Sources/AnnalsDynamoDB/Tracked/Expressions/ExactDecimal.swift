import AWSClient

/// A number as DynamoDB keeps it, computed with to the last digit: up to 38 significant digits, between 1E-130 and 9.99E+125.
///
/// What does not fit is `nil`, never rounded.
struct ExactDecimal: Hashable {
  private static let maximumDigits = 38
  private static let magnitudes = -130...125

  private let isNegative: Bool
  /// The significant digits as a whole number that does not end in a zero; zero for zero.
  private let digits: UInt128
  /// The power of ten that the digits are multiplied with.
  private let exponent: Int

  private init?(isNegative: Bool, digits: UInt128, exponent: Int) {
    var (digits, exponent) = (digits, exponent)
    while digits > 0, digits.isMultiple(of: 10) {
      digits /= 10
      exponent += 1
    }
    self.digits = digits
    self.exponent = digits == 0 ? 0 : exponent
    self.isNegative = isNegative && digits > 0
    guard digits > 0 else { return }
    let count = digits.description.utf8.count
    guard count <= Self.maximumDigits, Self.magnitudes.contains(count - 1 + exponent) else { return nil }
  }

  /// Reads a number's text: a sign, digits with a point, an exponent.
  init?(_ text: String) {
    var rest = text.utf8[...]
    var isNegative = false
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      rest.removeFirst()
    }
    var exponent = 0
    if let mark = rest.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
      guard let power = Int(Substring(rest[rest.index(after: mark)...])), (-1000...1000).contains(power) else { return nil }
      exponent = power
      rest = rest[..<mark]
    }
    let parts = rest.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    let fraction = parts.count == 2 ? parts[1] : rest[rest.endIndex...]
    var written = Array(parts.first ?? rest) + Array(fraction)
    exponent -= fraction.count
    guard !written.isEmpty, written.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    while written.last == 0x30, written.count > 1 {
      written.removeLast()
      exponent += 1
    }
    let significant = written.drop { $0 == 0x30 }
    guard significant.count <= Self.maximumDigits else { return nil }
    let digits = significant.reduce(UInt128(0)) { $0 * 10 + UInt128($1 - 0x30) }
    self.init(isNegative: isNegative, digits: digits, exponent: exponent)
  }

  /// The number as DynamoDB writes it: no exponent, no zero that counts nothing.
  var text: String {
    let sign = isNegative ? "-" : ""
    let digits = digits.description
    guard exponent < 0 else { return sign + digits + String(repeating: "0", count: exponent) }
    let point = digits.utf8.count + exponent
    guard point > 0 else { return sign + "0." + String(repeating: "0", count: -point) + digits }
    return sign + digits.prefix(point) + "." + digits.dropFirst(point)
  }

  /// The sum; `nil` where it does not fit.
  static func + (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal? {
    let exponent = left.digits == 0 ? right.exponent : right.digits == 0 ? left.exponent : min(left.exponent, right.exponent)
    guard let first = left.digits(at: exponent), let second = right.digits(at: exponent) else { return nil }
    if left.isNegative == right.isNegative {
      let (sum, overflows) = first.addingReportingOverflow(second)
      return overflows ? nil : ExactDecimal(isNegative: left.isNegative, digits: sum, exponent: exponent)
    }
    let (larger, smaller, isNegative) = first >= second ? (first, second, left.isNegative) : (second, first, right.isNegative)
    return ExactDecimal(isNegative: isNegative, digits: larger - smaller, exponent: exponent)
  }

  /// The difference; `nil` where it does not fit.
  static func - (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal? {
    guard let negated = ExactDecimal(isNegative: !right.isNegative, digits: right.digits, exponent: right.exponent) else { return nil }
    return left + negated
  }

  /// The digits where the power of ten is a lower one. Where they do not fit in 128 bits, no sum of theirs has 38 digits.
  private func digits(at lower: Int) -> UInt128? {
    guard digits > 0 else { return 0 }
    var scaled = digits
    for _ in lower..<exponent {
      let (product, overflows) = scaled.multipliedReportingOverflow(by: 10)
      if overflows { return nil }
      scaled = product
    }
    return scaled
  }
}

extension AttributeMap {
  /// The attributes with each number as DynamoDB gives it back, however it was sent.
  var withKeptNumbers: AttributeMap {
    AttributeMap(unordered: members.map { .init(name: $0.name, value: $0.value.withKeptNumbers) })
  }
}

extension AttributeValue {
  fileprivate var withKeptNumbers: AttributeValue {
    switch self {
    case .n(let text): .n(Self.kept(text))
    case .ns(let texts): .ns(texts.map(Self.kept))
    case .m(let map): .m(map.withKeptNumbers)
    case .l(let values): .l(values.map(\.withKeptNumbers))
    case .s, .b, .bool, .null, .ss, .bs: self
    }
  }

  private static func kept(_ text: String) -> String { ExactDecimal(text)?.text ?? text }
}

/// Payment card numbers: 13 to 19 digits, plain or in the groups that cards have, of a known issuer and with a right check digit.
enum CardNumber {
  static func find(in text: inout ScannedText, at start: Int) -> Range<Int>? {
    guard isStart(text, start) else { return nil }
    var digits = Digits()
    var index = text.end(from: start, limit: 20, while: ASCII.isDigit)
    let first = index - start
    guard first >= 13 || first == 4 else { return nil }
    digits.add(text.bytes, start..<index)
    if first == 4 {
      let separator = text[index]
      guard separator == 0x20 || separator == UInt8(ascii: "-") || separator == UInt8(ascii: "+"), !isNone(text, start) else { return nil }
      var best: Int?
      for _ in 0..<4 where text[index] == separator {
        let end = text.end(from: index + 1, limit: 7, while: ASCII.isDigit)
        guard end > index + 1 else { break }
        digits.add(text.bytes, index + 1..<end)
        index = end
        if digits.isGroupedCard, isEnd(text, index, separator: separator) { best = index }
      }
      return best.map { start..<$0 }
    }
    guard digits.isCard, isEnd(text, index, separator: 0) else { return nil }
    return start..<index
  }

  /// Whether a number's whole text is a card's.
  static func isCard(_ number: String) -> Bool {
    guard (13...19).contains(number.utf8.count) else { return false }
    var number = number
    return number.withUTF8 { bytes in
      guard bytes.allSatisfy(ASCII.isDigit) else { return false }
      var digits = Digits()
      digits.add(bytes, 0..<bytes.count)
      return digits.isCard
    }
  }

  /// Whether four groups of four digits with a fifth of as many behind them have no right check digit, as most have not: the form that costs most,
  /// for each of the groups could begin a number.
  private static func isNone(_ text: ScannedText, _ start: Int) -> Bool {
    guard start + 23 < text.count, ASCII.isDigit(text[start + 23]), !ASCII.isDigit(text[start + 19]),
      let groups = text.bytes.baseAddress.map({ UnsafeRawPointer($0 + start) })
    else { return false }
    var sums: UInt32 = 0
    for group in 0..<4 {
      // Four digits at a time; the first and third, which the check doubles, and the second and fourth each in half of a number.
      let digits = UInt32(littleEndian: groups.loadUnaligned(fromByteOffset: group * 5, as: UInt32.self)) ^ 0x3030_3030
      guard (digits | digits &+ 0x0606_0606) & 0xF0F0_F0F0 == 0 else { return false }
      let doubled = (digits & 0x000F_000F) * 2
      let isOverNine = (doubled &+ 0x0076_0076) >> 7 & 0x0001_0001
      sums += doubled &- isOverNine * 9 &+ (digits >> 8 & 0x000F_000F)
    }
    return (sums & 0xFFFF + sums >> 16) % 10 != 0
  }

  /// Digits behind a letter, a point or a dash may belong to something longer: a digest, a fraction, a UUID.
  private static func isStart(_ text: ScannedText, _ start: Int) -> Bool {
    switch text[start - 1] {
    case UInt8(ascii: "."): false
    case UInt8(ascii: "-"): !ASCII.isHexadecimal(text[start - 2])
    default: text.isStart(start)
    }
  }

  private static func isEnd(_ text: ScannedText, _ index: Int, separator: UInt8) -> Bool {
    let after = text[index]
    if ASCII.isAlphanumeric(after) || after == UInt8(ascii: "_") { return false }
    let continues = after == UInt8(ascii: ".") || after == UInt8(ascii: "-") || after == separator && separator != 0x20
    return !(continues && ASCII.isAlphanumeric(text[index + 1]))
  }

  private struct Digits {
    private var count = 0
    /// The first four digits.
    private var beginning = 0
    /// The sums of the check (Luhn) that doubles every second digit from the first on, and from the second on.
    private var sums = (0, 0)
    private var groups: [5 of Int] = [0, 0, 0, 0, 0]
    private var groupCount = 0

    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
      for index in range {
        let digit = Int(bytes[index] - 0x30)
        let doubled = digit < 5 ? digit * 2 : digit * 2 - 9
        if count < 4 { beginning = beginning * 10 + digit }
        sums.0 += count & 1 == 0 ? doubled : digit
        sums.1 += count & 1 == 0 ? digit : doubled
        count += 1
      }
      groups[groupCount] = range.count
      groupCount += 1
    }

    var isGroupedCard: Bool {
      switch (groups[0], groups[1], groups[2], groups[3], groupCount) {
      case (4, 4, 4, 4, 4), (4, 6, 5, _, 3), (4, 6, 4, _, 3): isCard
      case (4, 4, 4, 4, 5): groups[4] <= 3 && isCard
      default: false
      }
    }

    var isCard: Bool { (13...19).contains(count) && isIssued && hasCheckDigit }

    /// Source: ISO/IEC 7812 issuer ranges as the networks publish them.
    private var isIssued: Bool {
      switch beginning {
      // Those of 13 digits were given up long ago, and EANs look like them.
      case 4000...4999: count == 16 || count == 19
      case 5100...5599, 2221...2720: count == 16
      case 3400...3499, 3700...3799: count == 15
      case 6011, 6440...6599: count >= 16
      case 3000...3059, 3600...3699, 3800...3999: count == 14
      case 3528...3589: count >= 16
      case 6200...6299, 8100...8171: count >= 16
      case 5018, 5020, 5038, 5893, 6304, 6759, 6761...6763: count >= 16
      case 2200...2204: count >= 16
      default: false
      }
    }

    /// Source: ISO/IEC 7812-1, annex B (Luhn): the last digit is not doubled.
    private var hasCheckDigit: Bool { (count & 1 == 0 ? sums.0 : sums.1) % 10 == 0 }
  }
}

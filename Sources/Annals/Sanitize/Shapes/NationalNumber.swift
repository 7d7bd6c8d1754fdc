/// Numbers that states give persons, where their form and check digits tell them from other numbers; the rest are found by their names.
///
/// Brazil's CPF and CNPJ with their signs, the USA's social security number with its dashes, Spain's DNI and NIE, the United Kingdom's national
/// insurance number, France's NIR, Italy's codice fiscale.
enum NationalNumber {
  static func find(in text: inout ScannedText, at digit: Int) -> Range<Int>? {
    if isLetterBefore(text, digit) { return afterLetters(in: &text, at: digit) }
    guard isApart(text, before: digit) else { return nil }
    let end = text.end(from: digit, limit: 16, while: ASCII.isDigit)
    switch (end - digit, text[end]) {
    case (3, UInt8(ascii: ".")): return cpf(in: &text, at: digit)
    case (2, UInt8(ascii: ".")): return cnpj(in: &text, at: digit)
    case (3, UInt8(ascii: "-")): return socialSecurity(in: &text, at: digit)
    case (8, let letter) where ASCII.isUpper(letter): return dni(in: &text, from: digit, digits: digit, lead: 0)
    case (8, UInt8(ascii: "-")) where ASCII.isUpper(text[end + 1]): return dni(in: &text, from: digit, digits: digit, lead: 0)
    case (15, _), (13, 0x20), (1, 0x20): return nir(in: &text, at: digit)
    default: return nil
    }
  }

  private static func isLetterBefore(_ text: ScannedText, _ digit: Int) -> Bool {
    ASCII.isUpper(text[digit - 1]) || text[digit - 1] == 0x20 && ASCII.isUpper(text[digit - 2]) && ASCII.isUpper(text[digit - 3])
  }

  /// A number that begins with letters, which the scanner passed before it came to the first digit.
  private static func afterLetters(in text: inout ScannedText, at digit: Int) -> Range<Int>? {
    if text[digit - 1] == 0x20 { return insurance(in: &text, from: digit - 3, at: digit) }
    if let found = insurance(in: &text, from: digit - 2, at: digit) ?? fiscalCode(in: &text, at: digit) { return found }
    guard (UInt8(ascii: "X")...UInt8(ascii: "Z")).contains(text[digit - 1]), isApart(text, before: digit - 1), digit - 1 >= text.floor
    else {
      return nil
    }
    return dni(in: &text, from: digit - 1, digits: digit, lead: Int(text[digit - 1] - UInt8(ascii: "X")))
  }

  /// Nothing stands before that would make it a part of something longer.
  private static func isApart(_ text: ScannedText, before start: Int) -> Bool {
    switch text[start - 1] {
    case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"): !ASCII.isAlphanumeric(text[start - 2])
    default: text.isStart(start)
    }
  }

  private static func isApart(_ text: ScannedText, after end: Int) -> Bool {
    let byte = text[end]
    if ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") { return false }
    return !((byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")) && ASCII.isAlphanumeric(text[end + 1]))
  }

  /// Whether a text has a form, where `0` stands for a digit, and nothing that goes on behind it.
  private static func has(_ form: StaticString, _ text: inout ScannedText, at start: Int) -> Bool {
    for offset in 0..<form.utf8CodeUnitCount {
      let byte = text[start + offset]
      guard form.utf8Start[offset] == UInt8(ascii: "0") ? ASCII.isDigit(byte) : byte == form.utf8Start[offset] else { return false }
    }
    text.work += form.utf8CodeUnitCount
    return true
  }

  /// The digits among some bytes.
  private static func digits(_ text: ScannedText, _ range: Range<Int>) -> [Int] {
    range.compactMap { ASCII.isDigit(text[$0]) ? Int(text[$0] - 0x30) : nil }
  }

  /// Source: Receita Federal's rule of the two check digits, modulo 11.
  private static func checkDigit(_ digits: ArraySlice<Int>, _ weights: [Int]) -> Int {
    let rest = zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 } % 11
    return rest < 2 ? 0 : 11 - rest
  }

  private static func cpf(in text: inout ScannedText, at start: Int) -> Range<Int>? {
    guard has("000.000.000-00", &text, at: start), isApart(text, after: start + 14) else { return nil }
    let digits = digits(text, start..<start + 14)
    guard Set(digits).count > 1, checkDigit(digits[0..<9], [10, 9, 8, 7, 6, 5, 4, 3, 2]) == digits[9],
      checkDigit(digits[0..<10], [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) == digits[10]
    else { return nil }
    return start..<start + 14
  }

  private static func cnpj(in text: inout ScannedText, at start: Int) -> Range<Int>? {
    guard has("00.000.000/0000-00", &text, at: start), isApart(text, after: start + 18) else { return nil }
    let digits = digits(text, start..<start + 18)
    let weights = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]
    guard Set(digits).count > 1, checkDigit(digits[0..<12], Array(weights.dropFirst())) == digits[12],
      checkDigit(digits[0..<13], weights) == digits[13]
    else { return nil }
    return start..<start + 18
  }

  /// Source: Social Security Administration, "Social Security Number Randomization": numbers that are never given.
  private static func socialSecurity(in text: inout ScannedText, at start: Int) -> Range<Int>? {
    guard has("000-00-0000", &text, at: start), isApart(text, after: start + 11) else { return nil }
    let digits = digits(text, start..<start + 11)
    let area = digits[0] * 100 + digits[1] * 10 + digits[2]
    let isGiven = area > 0 && area != 666 && area < 900 && digits[3] + digits[4] > 0 && digits[5...].contains { $0 > 0 }
    return isGiven ? start..<start + 11 : nil
  }

  /// Source: Spain's Real Decreto 1553/2005: the letter is the number modulo 23.
  private static func dni(in text: inout ScannedText, from start: Int, digits first: Int, lead: Int) -> Range<Int>? {
    let count = first == start ? 8 : 7
    var end = text.end(from: first, limit: 9, while: ASCII.isDigit)
    guard end - first == count else { return nil }
    let number = (first..<end).reduce(lead) { $0 * 10 + Int(text[$1] - 0x30) }
    if text[end] == UInt8(ascii: "-") { end += 1 }
    let letters: StaticString = "TRWAGMYFPDXBNJZSQVHLCKE"
    guard text[end] == letters.utf8Start[number % 23], isApart(text, after: end + 1) else { return nil }
    return start..<end + 1
  }

  /// Source: HM Revenue & Customs, "NIM39110": two letters, six digits, a letter from A to D, plain or in pairs.
  private static func insurance(in text: inout ScannedText, from start: Int, at digit: Int) -> Range<Int>? {
    let isSpaced = text[digit - 1] == 0x20
    let last = digit + (isSpaced ? 9 : 6)
    guard start >= text.floor, (UInt8(ascii: "A")...UInt8(ascii: "D")).contains(text[last]), ASCII.isUpper(text[start]),
      ASCII.isUpper(text[start + 1]), has(isSpaced ? "00 00 00 " : "000000", &text, at: digit), isApart(text, before: start),
      isApart(text, after: last + 1), text[start + 1] != UInt8(ascii: "O")
    else { return nil }
    for letter in [text[start], text[start + 1]] where "DFIQUV".utf8.contains(letter) { return nil }
    let never: [StaticString] = ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"]
    return never.contains { text.has($0, at: start) } ? nil : start..<last + 1
  }

  /// Source: INSEE, "Numéro d'inscription au répertoire": 13 digits whose key is 97 less their remainder, plain or in groups.
  private static func nir(in text: inout ScannedText, at start: Int) -> Range<Int>? {
    guard text[start] == UInt8(ascii: "1") || text[start] == UInt8(ascii: "2") else { return nil }
    var number = 0
    var key = 0
    var count = 0
    var index = start
    while count < 15 {
      let byte = text[index]
      if ASCII.isDigit(byte) {
        if count < 13 { number = number * 10 + Int(byte - 0x30) } else { key = key * 10 + Int(byte - 0x30) }
        count += 1
      } else if byte != 0x20 || ![1, 3, 5, 7, 10, 13].contains(count) || !ASCII.isDigit(text[index + 1]) {
        return nil
      }
      index += 1
    }
    text.work += index - start
    let month = number / 100_000_000 % 100
    let isMonth = (1...12).contains(month) || (20...42).contains(month) || (50...99).contains(month)
    return isMonth && 97 - number % 97 == key && isApart(text, after: index) ? start..<index : nil
  }

  /// Source: Italy's Decreto Ministeriale of 12 March 1974: six letters, two digits, the month's letter, two digits, four for the place, and one.
  private static func fiscalCode(in text: inout ScannedText, at digit: Int) -> Range<Int>? {
    let start = digit - 6
    guard start >= text.floor, ASCII.isUpper(text[digit + 2]), ASCII.isUpper(text[digit + 5]), ASCII.isUpper(text[digit + 9]),
      isApart(text, before: start), isApart(text, after: digit + 10)
    else { return nil }
    text.work += 16
    let form: StaticString = "AAAAAA00A00A000A"
    for offset in 0..<16 {
      let byte = text[start + offset]
      guard form.utf8Start[offset] == UInt8(ascii: "0") ? ASCII.isDigit(byte) : ASCII.isUpper(byte) else { return nil }
    }
    return "ABCDEHLMPRST".utf8.contains(text[digit + 2]) ? start..<digit + 10 : nil
  }
}

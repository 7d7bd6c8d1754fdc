/// International bank account numbers: the country's own length, plain or in groups of four, with right check digits.
enum BankAccount {
  /// An `n` stands behind those that have digits alone behind the country. Source: SWIFT's IBAN registry.
  private static let lengths = """
    AD24 AE23 AL28 AT20n AZ28 BA20n BE16n BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24n DE22n DJ27 DK18n DO28 EE20n EG29 ES24n FI18n FK18 FO18n FR27 \
    GB22 GE22 GI23 GL18n GR27 GT28 HN28 HR21n HU28n IE22 IL23n IQ23 IS26n IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20n LU20 LV21 LY25 MC27 MD24 ME22n \
    MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15n OM23 PK24 PL28n PS29 PT25n QA29 RO24 RS22n RU33 SA24 SC31 SD18 SE24n SI19n SK24n SM27 SO23 ST25 SV28 \
    TL23n TN24 TR26 UA29 VA22 VG24 XK20n YE30
    """
  /// The length by the two letters of the country, with the high bit where it has digits alone; 0 where there is none.
  private static let lengthByCountry: [UInt8] = lengths.split(separator: " ").reduce(into: Array(repeating: 0, count: 26 * 26)) {
    let bytes = Array($1.utf8)
    $0[place(bytes[0], bytes[1])] = (bytes[2] - 0x30) * 10 + bytes[3] - 0x30 | (bytes.count > 4 ? 0x80 : 0)
  }

  private static func place(_ first: UInt8, _ second: UInt8) -> Int { Int(first - 0x41) * 26 + Int(second - 0x41) }

  static func find(in text: inout ScannedText, at digit: Int) -> Range<Int>? {
    let start = digit - 2
    guard start >= text.floor, ASCII.isUpper(text[start]), ASCII.isUpper(text[start + 1]), ASCII.isDigit(text[digit + 1]),
      text.isStart(start)
    else { return nil }
    let country = lengthByCountry[place(text[start], text[start + 1])]
    guard country > 0 else { return nil }
    let length = Int(country & 0x7F)
    let hasDigitsAlone = country > 0x7F
    var number = 0
    var taken = 0
    var index = digit + 2
    while taken < length - 4 {
      let byte = text[index]
      let isSeparator = taken % 4 == 0 && (byte == 0x20 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+"))
      if !isSeparator {
        guard ASCII.isDigit(byte) || !hasDigitsAlone && ASCII.isLetter(byte) else { return nil }
        number = add(byte, to: number)
        taken += 1
      } else if !ASCII.isAlphanumeric(text[index + 1]) {
        return nil
      }
      index += 1
    }
    text.work += index - digit
    for moved in start..<start + 4 { number = add(text[moved], to: number) }
    return number % 97 == 1 && !ASCII.isAlphanumeric(text[index]) ? start..<index : nil
  }

  /// The number that the digits so far make, kept small. Source: ISO 13616 and ISO/IEC 7064, MOD 97-10.
  @inline(__always)
  private static func add(_ byte: UInt8, to number: Int) -> Int {
    let number = number > 1_000_000_000_000_000 ? number % 97 : number
    return ASCII.isDigit(byte) ? number * 10 + Int(byte - 0x30) : number * 100 + Int(ASCII.lowercased(byte) - 0x61) + 10
  }
}

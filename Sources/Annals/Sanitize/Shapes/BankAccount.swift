/// International bank account numbers: the country's own length, plain or in groups of four, with right check digits.
enum BankAccount {
  /// Source: SWIFT's IBAN registry.
  private static let lengths = """
    AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 \
    GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 \
    MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 \
    TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
    """
  /// The length by the two letters of the country; 0 where there is none.
  private static let lengthByCountry: [UInt8] = lengths.split(separator: " ").reduce(into: Array(repeating: 0, count: 26 * 26)) {
    let bytes = Array($1.utf8)
    $0[place(bytes[0], bytes[1])] = (bytes[2] - 0x30) * 10 + bytes[3] - 0x30
  }

  private static func place(_ first: UInt8, _ second: UInt8) -> Int { Int(first - 0x41) * 26 + Int(second - 0x41) }

  static func find(in text: inout ScannedText, at digit: Int) -> Range<Int>? {
    let start = digit - 2
    guard start >= text.floor, ASCII.isUpper(text[start]), ASCII.isUpper(text[start + 1]), ASCII.isDigit(text[digit + 1]),
      text.isStart(start)
    else { return nil }
    let length = Int(lengthByCountry[place(text[start], text[start + 1])])
    guard length > 0 else { return nil }
    var number = 0
    var taken = 0
    var index = digit + 2
    while taken < length - 4 {
      let byte = text[index]
      let isSeparator = taken % 4 == 0 && (byte == 0x20 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+"))
      if !isSeparator {
        guard ASCII.isAlphanumeric(byte) else { return nil }
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

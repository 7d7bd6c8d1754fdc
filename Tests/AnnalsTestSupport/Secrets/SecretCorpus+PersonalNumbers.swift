extension SecretCorpus {
  /// Numbers of persons and their money. Sources: ISO/IEC 7812 (cards), ISO 13616 (IBAN), and the states' own rules as `NationalNumber`
  /// names them; for those without a check of their own, the name stands before.
  static let personalNumbers: [SecretKind] = [
    SecretKind("card number") { whole(card(&$0)) },
    SecretKind("card number with spaces") { whole(grouped(card(&$0), " ")) },
    SecretKind("card number with dashes") { whole(grouped(card(&$0), "-")) },
    SecretKind("card number of American Express") { maker in
      let number = withCheckDigit("37" + maker.text(12, of: SecretMaker.decimal))
      return whole([number.prefix(4), number.dropFirst(4).prefix(6), number.suffix(5)].joined(separator: " "))
    },
    SecretKind("card number in a form") { whole("card=" + grouped(card(&$0), "+"), dropping: 5) },
    SecretKind("security code of a card") { maker in
      let code = maker.digits(3)
      return ("cvv: \(code) and", "cvv: \(code)")
    },
    SecretKind("IBAN") { whole(iban(&$0)) },
    SecretKind("IBAN with spaces") { maker in
      var rest = Substring(iban(&maker))
      var groups: [Substring] = []
      while !rest.isEmpty {
        groups.append(rest.prefix(4))
        rest = rest.dropFirst(4)
      }
      return whole(groups.joined(separator: " "))
    },
    SecretKind("social security number of the USA") { maker in
      named("SSN", "\(maker.number(100...665))-\(maker.number(10...99))-\(maker.number(1000...9999))")
    },
    SecretKind("CPF of Brazil") { maker in
      let digits = brazilian(maker.digits(9).compactMap(\.wholeNumberValue), first: 10)
      return whole("\(digits[0..<3].text).\(digits[3..<6].text).\(digits[6..<9].text)-\(digits[9...].text)")
    },
    SecretKind("CNPJ of Brazil by its name") { maker in named("cnpj", maker.digits(14)) },
    SecretKind("DNI of Spain") { maker in
      let number = maker.number(10_000_000...99_999_999)
      return whole("\(number)\(Array("TRWAGMYFPDXBNJZSQVHLCKE")[number % 23])")
    },
    SecretKind("BSN of the Netherlands") { maker in named("BSN", maker.digits(9)) },
    SecretKind("national insurance number of the United Kingdom") { maker in
      let number = maker.text(1, of: "ABCEGHJK") + maker.text(1, of: "LMPRSW") + maker.digits(6) + maker.text(1, of: "ABCD")
      return whole(number)
    },
    SecretKind("NIR of France") { maker in
      let number =
        "\(maker.number(1...2))\(maker.number(10...99))\(maker.pick(["01", "07", "12"]))\(maker.number(10...95))\(maker.number(100...899))\(maker.number(100...899))"
      let key = 97 - (Int(number) ?? 0) % 97
      return whole(number + (key < 10 ? "0\(key)" : "\(key)"))
    },
    SecretKind("tax number of Germany") { maker in
      named("Steuer-ID", "\(maker.digits(2)) \(maker.digits(3)) \(maker.digits(3)) \(maker.digits(3))")
    },
    SecretKind("PESEL of Poland") { maker in named("PESEL", maker.digits(11)) },
    SecretKind("Aadhaar of India") { maker in named("aadhaar", "\(maker.digits(4)) \(maker.digits(4)) \(maker.digits(4))") },
    SecretKind("codice fiscale of Italy") { maker in
      let name = maker.text(6, of: "BCDFGLMNPRSTV") + "\(maker.number(10...99))" + maker.text(1, of: "ABCDEHLMPRST")
      return whole(
        name + "\(maker.number(10...71))" + maker.text(1, of: "ABCDEFGHIL") + "\(maker.number(100...999))"
          + maker.text(1, of: SecretMaker.capitals))
    },
    SecretKind("passport number by its name") { maker in named("passport_number", "C\(maker.digits(8))") },
  ]

  private static func whole(_ text: String, dropping count: Int = 0) -> (text: String, needle: String) {
    (text, String(text.dropFirst(count)))
  }
  private static func named(_ name: String, _ number: String) -> (text: String, needle: String) { ("\(name): \(number)", number) }

  private static func card(_ maker: inout SecretMaker) -> String {
    let issuer = maker.pick(["4", "51", "55", "2221", "6011", "3530"])
    return withCheckDigit(issuer + maker.text(15 - issuer.count, of: SecretMaker.decimal))
  }

  private static func grouped(_ number: String, _ separator: String) -> String {
    stride(from: 0, to: 16, by: 4).map { number.dropFirst($0).prefix(4) }.joined(separator: separator)
  }

  /// Digits with the one that makes them right (Luhn).
  private static func withCheckDigit(_ digits: String) -> String {
    let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
      let value = (digit.element.wholeNumberValue ?? 0) * (digit.offset.isMultiple(of: 2) ? 2 : 1)
      return sum + value / 10 + value % 10
    }
    return digits + "\((10 - sum % 10) % 10)"
  }

  private static func iban(_ maker: inout SecretMaker) -> String {
    let accounts = [("DE", maker.digits(18)), ("FR", maker.digits(23)), ("ES", maker.digits(20)), ("NL", "INGB" + maker.digits(10))]
    let (country, account) = maker.pick(accounts)
    let digits = (account + country + "00").map { $0.isNumber ? String($0) : "\(($0.asciiValue ?? 65) - 55)" }.joined()
    let remainder = digits.reduce(0) { ($0 * 10 + ($1.wholeNumberValue ?? 0)) % 97 }
    let check = 98 - remainder
    return country + (check < 10 ? "0\(check)" : "\(check)") + account
  }

  /// Digits with Brazil's two check digits.
  private static func brazilian(_ digits: [Int], first weight: Int) -> [Int] {
    var digits = digits
    for weight in [weight, weight + 1] {
      let rest = digits.enumerated().reduce(0) { $0 + $1.element * (weight - $1.offset) } % 11
      digits.append(rest < 2 ? 0 : 11 - rest)
    }
    return digits
  }
}

extension Sequence<Int> {
  /// The digits written together.
  fileprivate var text: String { map(String.init).joined() }
}

import Foundation

extension SecretCorpus {
  /// Secrets in another coat: both it and what is in it must be gone.
  static let wrapped: [SecretKind] = [
    wrap("token in Base64", inner: token) { _, text in (text.base64, text.base64) },
    wrap("token in Base64 without padding", inner: token) { _, text in (text.base64URL, text.base64URL) },
    wrap("token in Base64 twice", inner: token) { _, text in (text.base64.base64, text.base64.base64) },
    wrap("token in Base64 behind a prefix", inner: token) { maker, text in ("\(maker.word())-\(text.base64URL)", text.base64URL) },
    wrap("password in Base64", inner: assignment) { _, text in (text.base64, text.base64) },
    wrap("JSON with a password in Base64", inner: json) { _, text in ("state=" + text.base64URL + "&n=1", text.base64URL) },
    wrap("address in Base64", inner: address) { _, text in (text.base64, text.base64) },
    wrap("Base64 of a private key", inner: block) { _, text in (text.base64, String(text.base64.prefix(80))) },
    wrap("Base64 broken into lines", inner: longJSON) { _, text in
      let lines = lines(text.base64, "\n")
      return (lines, String(lines.split(separator: "\n")[1]))
    },
    wrap("token in hexadecimal", inner: token) { _, text in (text.hexadecimalDigits, text.hexadecimalDigits) },
    wrap("password in hexadecimal behind 0x", inner: assignment) { _, text in ("0x" + text.hexadecimalDigits, text.hexadecimalDigits) },
    wrap("card number in hexadecimal capitals", inner: card) { _, text in
      let digits = text.hexadecimalDigits.uppercased()
      return (digits, digits)
    },
    wrap("address percent-encoded", inner: address) { _, text in (text.percentEncoded, nil) },
    wrap("address percent-encoded twice", inner: address) { _, text in ("next=" + text.percentEncoded.percentEncoded, nil) },
    wrap("header percent-encoded", inner: header) { _, text in ("h=" + text.percentEncoded + "&n=1", nil) },
    wrap("form with JSON", inner: json) { _, text in ("payload=" + text.percentEncoded + "&n=1", nil) },
    wrap("JSON in a string", inner: json) { _, text in (text, nil) },
    wrap("JSON in JSON in a string", inner: json) { _, text in (#"{"body":"\#(text.jsonEscaped)","n":1}"#, nil) },
    wrap("JSON in JSON in JSON in a string", inner: json) { _, text in
      let once = #"{"body":"\#(text.jsonEscaped)"}"#
      return (#"{"outer":"\#(once.jsonEscaped)","n":1}"#, nil)
    },
    wrap("JSON twice encoded within a sentence", inner: json) { _, text in ("sent \"\(text.jsonEscaped.jsonEscaped)\" twice", nil) },
    wrap("JSON with its quotes as code points", inner: json) { _, text in ("sent " + text.replacing("\"", with: "\\u0022") + " once", nil)
    },
    wrap("JSON escaped for HTML", inner: json) { _, text in ("<pre>\(text.replacing("\"", with: "&quot;"))</pre>", nil) },
    wrap("token in a data address", inner: json) { _, text in ("data:application/json;base64,\(text.base64)", text.base64) },
    SecretKind(wrapped: "Kubernetes secret") { maker in
      let password = maker.password()
      return ("kind: Secret\ndata:\n  password: \(password.base64)\n  user: YW5u", [password, password.base64])
    },
    SecretKind(wrapped: "cloud function's environment") { maker in
      let key = maker.base64(bytes: 30)
      let text = #"{"Environment":{"Variables":{"AWS_SECRET_ACCESS_KEY":"\#(key)","STAGE":"x"}}}"#
      return (text.base64, [key, text.base64])
    },
  ]

  private typealias Inner = @Sendable (inout SecretMaker) -> (text: String, needle: String)

  private static let token: Inner = { maker in
    let token = "ghp" + "_" + maker.alphanumeric(36)
    return (token, token)
  }
  private static let assignment: Inner = { maker in
    let password = maker.password()
    return ("password=\(password)", password)
  }
  private static let json: Inner = { maker in
    let password = maker.password()
    return (#"{"user":"ann","password":"\#(password)","page":2}"#, password)
  }
  private static let longJSON: Inner = { maker in
    let token = maker.alphanumeric(60)
    return (#"{"access_token":"\#(token)","refresh_token":"\#(maker.alphanumeric(60))","expires_in":3600}"#, token)
  }
  private static let address: Inner = { maker in
    let password = maker.password()
    return ("postgres://app:\(password)@\(maker.word()).example.com:5432/main", password)
  }
  private static let header: Inner = { maker in
    let token = maker.token(40)
    return ("Authorization: Bearer \(token)", token)
  }
  private static let card: Inner = { maker in
    // Of the test numbers that networks publish for their own cards.
    let number = maker.pick(["4111", "4012", "5105", "6011", "3530"]) + maker.digits(11)
    let sum = number.reversed().enumerated().reduce(0) { sum, digit in
      let value = (digit.element.wholeNumberValue ?? 0) * (digit.offset.isMultiple(of: 2) ? 2 : 1)
      return sum + value / 10 + value % 10
    }
    let whole = number + "\((10 - sum % 10) % 10)"
    return (whole, whole)
  }
  private static let block: Inner = { maker in
    let body = maker.base64(bytes: 96)
    let label = "PRIVATE KEY"
    return ("-----" + "BEGIN \(label)-----\n" + lines(body, "\n") + "\n-----" + "END \(label)-----", String(body.prefix(64)))
  }

  /// A kind that wraps an inner secret; the wrapping gives the text, and its own part that must be gone, where there is one.
  private static func wrap(
    _ name: String, inner: @escaping Inner, _ wrapping: @escaping @Sendable (inout SecretMaker, String) -> (text: String, needle: String?)
  ) -> SecretKind {
    SecretKind(wrapped: name) { maker in
      let secret = inner(&maker)
      let wrapped = wrapping(&maker, secret.text)
      let encoded = secret.needle.percentEncoded
      return (wrapped.text, [secret.needle, wrapped.needle, encoded, encoded.percentEncoded].compactMap(\.self))
    }
  }
}

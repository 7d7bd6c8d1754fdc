import Foundation

extension SecretCorpus {
  /// Private keys and signed tokens. Sources: RFC 7468 (PEM), OpenSSH's PROTOCOL.key, RFC 9580 (OpenPGP), RFC 7519 and 7516 (JWT, JWE),
  /// RFC 8017 and 5915 (the DER of keys).
  static let keys: [SecretKind] = [
    SecretKind("RSA private key") { block(&$0, "RSA PRIVATE KEY", newline: "\n") },
    SecretKind("PKCS #8 private key with CRLF") { block(&$0, "PRIVATE KEY", newline: "\r\n") },
    SecretKind("encrypted private key") { maker in
      let body = maker.base64(bytes: 96)
      let header = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,\(maker.hexadecimal(32))\n\n"
      return (begin("EC PRIVATE KEY") + "\n" + header + lines(body, "\n") + "\n" + end("EC PRIVATE KEY"), String(body.prefix(64)))
    },
    SecretKind("private key with escaped line ends") { block(&$0, "PRIVATE KEY", newline: "\\n") },
    SecretKind("private key with line ends escaped twice") { block(&$0, "EC PRIVATE KEY", newline: "\\\\n") },
    SecretKind("private key on one line") { block(&$0, "PRIVATE KEY", newline: " ") },
    SecretKind("private key cut before its end") { maker in
      let body = maker.base64(bytes: 192)
      return (begin("RSA PRIVATE KEY") + "\n" + lines(body, "\n"), String(body.prefix(64)))
    },
    SecretKind("private key cut at its beginning") { maker in
      let body = maker.base64(bytes: 144)
      return (lines(body, "\n") + "\n" + end("RSA PRIVATE KEY"), String(body.prefix(64)))
    },
    SecretKind("private key without its dashes") { maker in
      // A sequence in DER, long form, with version 0: what every PKCS #8 and RSA key begins with.
      let body = Data([0x30, 0x82, 0x04, 0xA4, 0x02, 0x01, 0x00] + maker.bytes(161)).base64EncodedString()
      return (body, String(body.suffix(64)))
    },
    SecretKind("OpenSSH private key") { block(&$0, "OPENSSH PRIVATE KEY", newline: "\n") },
    SecretKind("PGP private key") { maker in
      let body = maker.base64(bytes: 144)
      return (
        begin("PGP PRIVATE KEY BLOCK") + "\n\n" + lines(body, "\n") + "\n=aB3d\n" + end("PGP PRIVATE KEY BLOCK"), String(body.prefix(64))
      )
    },
    SecretKind("age secret key") { maker in
      let body = maker.text(58, of: "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L")
      return ("AGE-SECRET" + "-KEY-1" + body, body)
    },
    SecretKind("signed JWT") { maker in
      let signature = maker.token(43)
      return (jwt(&maker, #"{"alg":"HS256","typ":"JWT"}"#) + "." + signature, signature)
    },
    SecretKind("JWT of RSA") { maker in
      let signature = maker.token(342)
      return (jwt(&maker, #"{"alg":"RS256","kid":"\#(maker.hexadecimal(8))"}"#) + "." + signature, signature)
    },
    SecretKind("unsigned JWT") { maker in
      let text = jwt(&maker, #"{"alg":"none"}"#)
      return (text + ".", String(text.split(separator: ".")[1]))
    },
    SecretKind("encrypted JWT") { maker in
      let key = maker.token(64)
      let header = #"{"alg":"RSA-OAEP","enc":"A256GCM"}"#.base64URL
      return ([header, key, maker.token(16), maker.token(40), maker.token(22)].joined(separator: "."), key)
    },
  ]

  private static func begin(_ label: String) -> String { "-----" + "BEGIN \(label)" + "-----" }
  private static func end(_ label: String) -> String { "-----" + "END \(label)" + "-----" }

  private static func block(_ maker: inout SecretMaker, _ label: String, newline: String) -> (text: String, needle: String) {
    let body = maker.base64(bytes: 192)
    return ([begin(label), lines(body, newline), end(label)].joined(separator: newline), String(body.prefix(64)))
  }

  /// The text in lines of 64, as PEM has them.
  static func lines(_ text: String, _ newline: String) -> String {
    var rest = Substring(text)
    var lines: [Substring] = []
    while !rest.isEmpty {
      lines.append(rest.prefix(64))
      rest = rest.dropFirst(64)
    }
    return lines.joined(separator: newline)
  }

  private static func jwt(_ maker: inout SecretMaker, _ header: String) -> String {
    let payload = #"{"sub":"\#(maker.digits(10))","name":"\#(maker.word())","iat":\#(maker.digits(10))}"#
    return header.base64URL + "." + payload.base64URL
  }
}

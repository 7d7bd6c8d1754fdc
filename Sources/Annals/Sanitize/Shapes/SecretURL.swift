/// The password in a URL (`postgres://user:password@host`), and the secret part of the addresses that need no other (`hooks.slack.com`).
enum SecretURL {
  static func find(in text: inout ScannedText, at colon: Int) -> Range<Int>? {
    guard text[colon + 1] == UInt8(ascii: "/"), text[colon + 2] == UInt8(ascii: "/"), ASCII.isAlphanumeric(text[colon - 1]) else {
      return nil
    }
    let start = colon + 3
    return password(in: &text, from: start) ?? hook(in: &text, from: start)
  }

  private static func password(in text: inout ScannedText, from start: Int) -> Range<Int>? {
    var first: Int?
    var at: Int?
    var index = start
    scan: while index < text.count {
      switch text.bytes[index] {
      case UInt8(ascii: ":"): if first == nil { first = index + 1 }
      case UInt8(ascii: "@"): at = index
      case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
        UInt8(ascii: "\\"), UInt8(ascii: "`"), 0...0x20:
        break scan
      default: break
      }
      index += 1
    }
    text.work += index - start
    // Some give a token as the user, without a password.
    if first == nil, let at, OpaqueText.isOpaque(text.bytes, start..<at) { return start..<at }
    guard let first, let at, first < at, RedactionMark.end(in: text.bytes, from: first) != at else { return nil }
    return isPlaceholder(text, first..<at) ? nil : first..<at
  }

  /// A template's place for a password, as a prompt or a manual has it: `${PASSWORD}`, `{password}`, `***`.
  private static func isPlaceholder(_ text: ScannedText, _ range: Range<Int>) -> Bool {
    let first = text[range.lowerBound]
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "$") && text[range.lowerBound + 1] == UInt8(ascii: "{")
      || range.allSatisfy { text[$0] == UInt8(ascii: "*") }
  }

  private static let hooks: [StaticString] = [
    "hooks.slack.com/services/", "hooks.slack.com/workflows/", "hooks.slack.com/triggers/", "discord.com/api/webhooks/",
    "discordapp.com/api/webhooks/", "api.telegram.org/bot", "hooks.zapier.com/hooks/catch/",
  ]

  private static func hook(in text: inout ScannedText, from start: Int) -> Range<Int>? {
    guard text[start] == UInt8(ascii: "h") || text[start] == UInt8(ascii: "d") || text[start] == UInt8(ascii: "a") else { return nil }
    for hook in hooks where text.has(hook, at: start) {
      let secret = start + hook.utf8CodeUnitCount
      let end = text.end(from: secret) { ASCII.isToken($0) || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") }
      return end > secret ? secret..<end : nil
    }
    return nil
  }
}

/// Tokens that vendors mark with a beginning of their own: `ghp_…`, `sk_live_…`, `xoxb-…`, `SG.…`.
///
/// Every beginning ends in `_`, `-` or `.`, where the scanner stops; from there it is compared backwards.
enum VendorToken {
  private struct Beginning: Sendable {
    let bytes: [UInt8]
    /// Bytes of the token's alphabet that must follow.
    let minimum: Int
    /// Whether the beginning is so short that what follows must look random.
    let isShort: Bool

    init(_ text: Substring, minimum: Int, isShort: Bool) {
      bytes = Array(text.utf8)
      self.minimum = minimum
      self.isShort = isShort
    }
  }

  /// Sources: the vendors' documentation and GitHub's "Supported secret scanning patterns".
  private static let long = """
    ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ sk_live_ sk_test_ rk_live_ rk_test_ whsec_ shpat_ shpca_ shppa_ shpss_ dop_v1_ doo_v1_ dor_v1_ \
    glsa_ sntrys_ sntryu_ dckr_pat_ pscale_tkn_ pscale_pw_ pscale_oauth_ xoxa- xoxb- xoxc- xoxd- xoxe- xoxo- xoxp- xoxr- xoxs- xapp-1- glpat- \
    gldt- glrt- glcbt- glptt- sk-ant- sk-proj- sk-or-v1- sk-svcacct- GOCSPX- ya29. xkeysib- xsmtpsib- CFPAT- sq0atp- sq0csp- PMAK- rzp_live_ \
    AGE-SECRET-KEY-
    """
  private static let short = """
    sk- hf_ npm_ r8_ gsk_ ntn_ secret_ sbp_ sb_secret_ key- glc_ SG. pat- xapp- xai- hvs. hvb. hvr. dp.pt. pypi- nvapi- tskey- figd_ lin_api_ \
    rubygems_ dapi- annals_
    """

  /// Beginnings by their last two bytes, which few names and words share.
  private static let byEnding: [UInt16: [Beginning]] = {
    let beginnings =
      long.split(separator: " ").map { Beginning($0, minimum: 10, isShort: false) }
      + short.split(separator: " ").map { Beginning($0, minimum: 20, isShort: true) }
    return Dictionary(grouping: beginnings) { ending($0.bytes[$0.bytes.count - 2], $0.bytes[$0.bytes.count - 1]) }
      .mapValues { $0.sorted { $0.bytes.count > $1.bytes.count } }
  }()

  private static func ending(_ first: UInt8, _ second: UInt8) -> UInt16 { UInt16(first) << 8 | UInt16(second) }

  static func find(in text: inout ScannedText, at index: Int) -> Range<Int>? {
    // Most signs end no beginning and have too little behind them.
    guard index > text.floor, index + 10 < text.count, ASCII.isToken(text[index + 1]), ASCII.isToken(text[index + 6]),
      let beginnings = byEnding[ending(text[index - 1], text[index])]
    else { return nil }
    for beginning in beginnings {
      let start = index + 1 - beginning.bytes.count
      guard start >= text.floor, matches(beginning.bytes, text, at: start), text.isStart(start) else { continue }
      let isDotted = text[index] == UInt8(ascii: ".")
      // What is looked at before it is known to be a token is short, since it can hold further beginnings.
      let seen = text.end(from: index + 1, limit: 64) { ASCII.isToken($0) || isDotted && $0 == UInt8(ascii: ".") }
      guard seen - index > beginning.minimum, !beginning.isShort || OpaqueText.isMixed(text.bytes, index + 1..<seen) else { continue }
      return start..<text.end(from: seen) { ASCII.isToken($0) || isDotted && $0 == UInt8(ascii: ".") }
    }
    return nil
  }

  private static func matches(_ bytes: [UInt8], _ text: ScannedText, at start: Int) -> Bool {
    for offset in bytes.indices where text.bytes[start + offset] != bytes[offset] { return false }
    return true
  }
}

/// Tokens that vendors mark with a beginning of their own: `ghp_…`, `sk_live_…`, `xoxb-…`, `SG.…`.
///
/// Every beginning ends in `_`, `-` or `.`, where the scanner stops; from there it is compared backwards. A new one is a word in a list below.
enum VendorToken {
  private struct Beginning: Sendable {
    let bytes: [UInt8]
    /// Bytes of the token's alphabet that must follow.
    let minimum: Int
    /// Whether the beginning is so short that what follows must look random.
    let isShort: Bool
    /// Whether the token goes on in Base64 with its signs.
    let isBase64: Bool

    init(_ text: Substring, minimum: Int, isShort: Bool, isBase64: Bool = false) {
      bytes = Array(text.utf8)
      self.minimum = minimum
      self.isShort = isShort
      self.isBase64 = isBase64
    }
  }

  /// Sources: the vendors' documentation, GitHub's "Supported secret scanning patterns", and gitleaks' rules.
  private static let long = """
    ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_ whsec_ shpat_ shpca_ shppa_ shpss_ shptka_ \
    dop_v1_ doo_v1_ dor_v1_ glsa_ sntryu_ dckr_pat_ dckr_oat_ pscale_tkn_ pscale_pw_ pscale_oauth_ xoxa- xoxb- xoxc- xoxd- xoxe- xoxo- \
    xoxp- xoxr- xoxs- xapp-1- glpat- gldt- glrt- glcbt- glptt- glffct- glimt- glagent- gloas- glsoat- sk-ant- sk-proj- sk-or-v1- \
    sk-svcacct- sk-admin- GOCSPX- ya29. xkeysib- xsmtpsib- CFPAT- sq0atp- sq0csp- PMAK- rzp_live_ rzp_test_ AGE-SECRET-KEY- HRKU- NRAK- \
    NRII- NRRA- CCIPAT_ CLOJARS_ duffel_live_ duffel_test_ dt0c01. dt0s01. FLWSECK- FLWSECK_TEST- shippo_live_ shippo_test_ lsv2_pt_ \
    lsv2_sk_ amzn.mws. atlasv1.
    """
  private static let short = """
    sk- hf_ npm_ r8_ gsk_ ntn_ secret_ sbp_ sb_secret_ key- SG. pat- xapp- xai- hvs. hvb. hvr. dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit. \
    pypi- nvapi- tskey- figd_ lin_api_ lin_oauth_ rubygems_ dapi- re_ API- rnd_ pnu_ vcp_ tk-us- v1.0- wandb_v1_ ctx7sk- y0_ ico- pul- fio-u- \
    tfp_ sgp_ p8e- nfp_ pplx- tvly- phx_ api_org_ bkua_ rdme_ fo1_ sm_pat_ sm_sat_ sm_aat_ glft- annals_
    """
  private static let inBase64 = "glc_ fm1a_ fm1r_ fm2_ ops_ sntrys_ bedrock-api-key-"

  /// Beginnings by their last two bytes, which few names and words share.
  private static let byEnding: [UInt16: [Beginning]] = {
    let beginnings =
      long.split(separator: " ").map { Beginning($0, minimum: 10, isShort: false) }
      + short.split(separator: " ").map { Beginning($0, minimum: 20, isShort: true) }
      + inBase64.split(separator: " ").map { Beginning($0, minimum: 30, isShort: true, isBase64: true) }
    return Dictionary(grouping: beginnings) { ending($0.bytes[$0.bytes.count - 2], $0.bytes[$0.bytes.count - 1]) }
      .mapValues { $0.sorted { $0.bytes.count > $1.bytes.count } }
  }()

  private static func ending(_ first: UInt8, _ second: UInt8) -> UInt16 { UInt16(first) << 8 | UInt16(second) }

  static func find(in text: inout ScannedText, at index: Int) -> Range<Int>? {
    // Most signs end no beginning and have too little behind them.
    guard index > text.floor, index + 10 < text.count, ASCII.isBase64(text[index + 1]), ASCII.isBase64(text[index + 6]),
      let beginnings = byEnding[ending(text[index - 1], text[index])]
    else { return nil }
    for beginning in beginnings {
      let start = index + 1 - beginning.bytes.count
      guard start >= text.floor, matches(beginning.bytes, text, at: start), text.isStart(start) else { continue }
      let isDotted = text[index] == UInt8(ascii: ".")
      let goesOn: (UInt8) -> Bool = {
        ASCII.isToken($0) || isDotted && $0 == UInt8(ascii: ".") || beginning.isBase64 && ASCII.isBase64($0)
      }
      // What is looked at before it is known to be a token is short, since it can hold further beginnings.
      let seen = text.end(from: index + 1, limit: 64, while: goesOn)
      guard seen - index > beginning.minimum, !beginning.isShort || OpaqueText.isMixed(text.bytes, index + 1..<seen) else { continue }
      return withOwnID(start, in: &text)..<text.end(from: seen, while: goesOn)
    }
    return nil
  }

  /// Where a token begins whose beginning stands in its middle, behind an id and a dot: `….atlasv1.…`, `xoxe.xoxp-…`.
  private static func withOwnID(_ start: Int, in text: inout ScannedText) -> Int {
    guard text[start - 1] == UInt8(ascii: "."), text.has("atlasv1", at: start) || text.has("xoxe", at: start - 5) else { return start }
    return text.start(to: start - 1, limit: 14, while: ASCII.isAlphanumeric)
  }

  private static func matches(_ bytes: [UInt8], _ text: ScannedText, at start: Int) -> Bool {
    for offset in bytes.indices where text.bytes[start + offset] != bytes[offset] { return false }
    return true
  }
}

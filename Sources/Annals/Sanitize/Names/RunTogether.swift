/// Words run together without a sign of where they part: `userpassword`, `passwordhash`.
enum RunTogether {
  private static let endings: [[UInt8]] = [
    "password", "passwd", "passphrase", "passcode", "secret", "token", "apikey", "accesskey", "secretkey", "privatekey", "credential",
    "sessionid",
  ].map { Array($0.utf8) }
  private static let beginnings: [[UInt8]] = ["password", "passwd", "secret", "token", "apikey"].map { Array($0.utf8) }

  /// What such a word means; empty where it is none.
  static func meaning(of word: Range<Int>, in name: UnsafeBufferPointer<UInt8>, vocabulary: NameVocabulary) -> WordMeaning {
    let plural = word.upperBound - 1
    let end = ASCII.lowercased(name[plural]) == UInt8(ascii: "s") && word.count > 8 ? plural : word.upperBound
    switch ASCII.lowercased(name[end - 1]) {
    case UInt8(ascii: "d"), UInt8(ascii: "e"), UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "y"), UInt8(ascii: "l"):
      for ending in endings where ending.count < end - word.lowerBound && has(ending, name, at: end - ending.count) {
        let found = vocabulary.meaning(of: NameVocabulary.hash(of: ending))
        let rest = vocabulary.meaning(of: hash(name[word.lowerBound..<end - ending.count]))
        return found.contains(.isQualifiable) && rest.contains(.qualifier) ? [] : found
      }
    default: break
    }
    switch ASCII.lowercased(name[word.lowerBound]) {
    case UInt8(ascii: "p"), UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "a"):
      for beginning in beginnings where beginning.count < word.count && has(beginning, name, at: word.lowerBound) {
        let rest = vocabulary.meaning(of: hash(name[word.lowerBound + beginning.count..<word.upperBound]))
        return rest.contains(.carrier) ? vocabulary.meaning(of: NameVocabulary.hash(of: beginning)) : []
      }
    default: break
    }
    return []
  }

  private static func has(_ bytes: [UInt8], _ name: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
    for index in bytes.indices where ASCII.lowercased(name[start + index]) != bytes[index] { return false }
    return true
  }

  private static func hash(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64 {
    NameVocabulary.hash(of: bytes.lazy.map(ASCII.lowercased))
  }
}

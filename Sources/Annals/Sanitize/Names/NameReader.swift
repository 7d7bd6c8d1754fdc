/// Splits a name into words: at what is neither letter nor digit, where case changes as in `apiKey` and `APIKey`, and at digits, which are
/// left out, so that `password2` is `password`. Bytes beyond ASCII count as lower-case letters.
struct NameReader {
  /// A word with its hash, and the hashes of it joined with the words before it.
  struct Word {
    let bytes: Range<Int>
    let hash: UInt64
    let pairHash: UInt64?
    let tripleHash: UInt64?
  }

  private let name: UnsafeBufferPointer<UInt8>
  private var index = 0
  private var previous: UInt64?
  private var previousPair: UInt64?

  init(_ name: UnsafeBufferPointer<UInt8>) { self.name = name }

  mutating func next() -> Word? {
    while index < name.count, !Self.isLetter(name[index]) { index += 1 }
    guard index < name.count else { return nil }
    let start = index
    var hash = NameVocabulary.hashSeed
    var pair = previous ?? 0
    var triple = previousPair ?? 0
    repeat {
      let byte = ASCII.lowercased(name[index])
      hash = NameVocabulary.hash(hash, adding: byte)
      pair = NameVocabulary.hash(pair, adding: byte)
      triple = NameVocabulary.hash(triple, adding: byte)
      index += 1
    } while index < name.count && Self.isLetter(name[index]) && !isBoundary(index)
    let word = Word(
      bytes: start..<index, hash: hash, pairHash: previous == nil ? nil : pair, tripleHash: previousPair == nil ? nil : triple)
    previousPair = word.pairHash
    previous = hash
    return word
  }

  /// Whether a word begins at a letter that follows a letter.
  private func isBoundary(_ index: Int) -> Bool {
    guard ASCII.isUpper(name[index]) else { return false }
    guard ASCII.isUpper(name[index - 1]) else { return true }
    // Within capitals a word begins at the last one before small letters: API|Key. The plural's s begins none: IDs.
    guard index + 1 < name.count, ASCII.isLower(name[index + 1]) else { return false }
    let isPlural =
      name[index + 1] == UInt8(ascii: "s") && (index + 2 == name.count || !Self.isLetter(name[index + 2]) || ASCII.isUpper(name[index + 2]))
    return !isPlural
  }

  @inline(__always)
  private static func isLetter(_ byte: UInt8) -> Bool { ASCII.isLetter(byte) || byte >= 0x80 }
}

/// Takes in a name's words one by one and says in the end what the name says of its value.
struct NameDecision {
  /// What a word means alone, and joined with the one and the two before it.
  struct Word {
    let single: WordMeaning
    let pair: WordMeaning
    let triple: WordMeaning
  }

  private var lasting: NameTraits = []
  private var atEnd: NameTraits = []
  private var hasPreposition = false
  private var count = 0
  /// Whether the last words were qualifiers, the last one in the lowest bit.
  private var qualifiers: UInt8 = 0

  /// What the words so far say.
  var traits: NameTraits { lasting.isEmpty ? atEnd : lasting }

  mutating func add(_ word: Word) {
    count += 1
    let wasWhole = count == 1
    atEnd = []
    if !take(word.triple, words: 3), !take(word.pair, words: 2), !take(word.single, words: 1, isWhole: wasWhole) {
      if word.single.contains(.aspect), !hasPreposition { lasting = [] }
      if word.single.contains(.preposition) { hasPreposition = true }
    }
    qualifiers = qualifiers << 1 | (word.single.contains(.qualifier) ? 1 : 0)
  }

  /// Takes a secret in, where the word is one; whether it was.
  private mutating func take(_ meaning: WordMeaning, words: Int, isWhole: Bool = false) -> Bool {
    guard !meaning.traits.isEmpty else { return false }
    if meaning.contains(.isQualifiable), qualifiers >> (words - 1) & 1 == 1 { return false }
    if meaning.contains(.whole), !isWhole { return false }
    if meaning.contains(.secret) {
      lasting = meaning.traits
      hasPreposition = false
    } else {
      atEnd = meaning.traits
    }
    return true
  }
}

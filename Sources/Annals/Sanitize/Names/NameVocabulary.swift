/// The words by which names are told secret or innocent: a hash table that is asked with the bytes of a name as they lie in its text.
///
/// A name is decided in one pass and without memory of its own, in some ten nanoseconds a word, which is less than asking a cache would cost.
struct NameVocabulary: Sendable {
  private struct Slot {
    var hash: UInt64 = 0
    var meaning: WordMeaning = []
  }

  private var slots: [Slot]
  private let mask: UInt64
  /// The bytes of the shortest word that means something.
  let shortestWord: Int

  /// The built-in words and further names. Throws `invalidConfiguration` for a name without a letter.
  init(names: [String] = []) throws(HistoryError) {
    var entries: [(hash: UInt64, meaning: WordMeaning)] = []
    for (words, meaning) in SecretWords.all {
      for word in words.split(separator: " ") {
        entries.append((Self.hash(of: word.utf8), meaning))
        if !meaning.traits.isEmpty, !SecretWords.withoutPlural.contains(String(word)) {
          entries.append((Self.hash(of: "\(word)s".utf8), WordMeaning(meaning, [meaning.traits, .unlessNumber])))
        }
      }
    }
    for name in names {
      let word = Self.joined(name)
      guard !word.isEmpty else {
        throw HistoryError(.invalidConfiguration, "the name \"\(name)\" has no letter: give a name such as customerNumber")
      }
      entries.append((Self.hash(of: word), WordMeaning(.secret, .secret)))
      entries.append((Self.hash(of: word + [UInt8(ascii: "s")]), WordMeaning(.secret, .secret)))
    }
    var capacity = 1024
    while capacity < entries.count * 4 { capacity *= 2 }
    slots = Array(repeating: Slot(), count: capacity)
    mask = UInt64(capacity - 1)
    shortestWord = names.map { Self.joined($0).count }.reduce(2, min)
    for entry in entries { insert(entry.hash, entry.meaning) }
  }

  /// What a name says of its value.
  func traits(of name: String) -> NameTraits {
    var name = name
    return name.withUTF8 { traits(of: $0) }
  }

  /// What a name says of its value. The cost is linear in the name.
  func traits(of name: UnsafeBufferPointer<UInt8>) -> NameTraits {
    var reader = NameReader(name)
    var decision = NameDecision()
    while let word = reader.next() {
      decision.add(meaning(of: word, in: name))
    }
    return decision.traits
  }

  /// What a word means alone, and joined with the one and the two words before it.
  private func meaning(of word: NameReader.Word, in name: UnsafeBufferPointer<UInt8>) -> NameDecision.Word {
    var single = meaning(of: word.hash)
    if single.isEmpty, word.bytes.count >= 7 { single = RunTogether.meaning(of: word.bytes, in: name, vocabulary: self) }
    return NameDecision.Word(
      single: single, pair: word.pairHash.map { meaning(of: $0) } ?? [], triple: word.tripleHash.map { meaning(of: $0) } ?? [])
  }

  /// What a hashed word means; empty where it is none of the vocabulary.
  func meaning(of hash: UInt64) -> WordMeaning {
    var index = Self.spread(hash) & mask
    while slots[Int(index)].hash != 0 {
      if slots[Int(index)].hash == hash { return slots[Int(index)].meaning }
      index = (index + 1) & mask
    }
    return []
  }

  private mutating func insert(_ hash: UInt64, _ meaning: WordMeaning) {
    var index = Self.spread(hash) & mask
    while slots[Int(index)].hash != 0, slots[Int(index)].hash != hash { index = (index + 1) & mask }
    slots[Int(index)].hash = hash
    // A word of several lists has all their meanings; an own name, which comes last, decides over the built-in traits.
    let previous = slots[Int(index)].meaning
    slots[Int(index)].meaning =
      meaning.traits.isEmpty || previous.traits.isEmpty
      ? previous.union(meaning)
      : WordMeaning(previous.subtracting([.secret, .head, .whole, .isQualifiable]).roles.union(meaning.roles), meaning.traits)
  }

  // FNV-1a, which can go on from one word to the next. Source: RFC 9923.
  static let hashSeed: UInt64 = 0xCBF2_9CE4_8422_2325
  @inline(__always)
  static func hash(_ hash: UInt64, adding byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
  static func hash(of bytes: some Sequence<UInt8>) -> UInt64 { bytes.reduce(hashSeed) { hash($0, adding: $1) } }
  @inline(__always)
  private static func spread(_ hash: UInt64) -> UInt64 { hash ^ hash >> 32 }

  /// A name's words in lower case, written together.
  private static func joined(_ name: String) -> [UInt8] {
    var name = name
    return name.withUTF8 { bytes in
      var reader = NameReader(bytes)
      var joined: [UInt8] = []
      while let word = reader.next() { joined += bytes[word.bytes].map(ASCII.lowercased) }
      return joined
    }
  }
}

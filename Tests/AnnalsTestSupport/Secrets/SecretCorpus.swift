/// Secrets of many kinds, made from a fixed seed, so that none stands anywhere as a text and each run has the same.
package enum SecretCorpus {
  private static let seed: UInt64 = 0x5EC2_E700
  /// Secrets of each kind.
  package static let countPerKind = 8

  /// The names of the kinds.
  package static var kinds: [String] { all.map(\.name) }

  /// All secrets, kind by kind.
  package static let secrets: [Secret] = all.enumerated().flatMap { place, kind in
    var maker = SecretMaker(seed: seed &+ UInt64(place))
    return (1...countPerKind).map { number in
      let made = kind.make(&maker)
      return Secret(kind: kind.name, number: number, text: made.text, needles: made.needles)
    }
  }

  /// The places of the first of each kind, for what costs too much to be tried with all.
  package static var oneOfEachKind: [Int] { Array(stride(from: 0, to: secrets.count, by: countPerKind)) }

  private static let all: [SecretKind] =
    vendorTokens + vendorForms + keys + connections + headers + personalNumbers + passwords + wrapped
}

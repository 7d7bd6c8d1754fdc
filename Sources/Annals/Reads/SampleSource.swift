/// Random numbers for samples: SplitMix64, since the system's generator costs more than the rest of a decision.
///
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators".
struct SampleSource: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Whether something happens that happens with this chance.
  mutating func draws(_ rate: Double) -> Bool { Double.random(in: 0..<1, using: &self) < rate }
}

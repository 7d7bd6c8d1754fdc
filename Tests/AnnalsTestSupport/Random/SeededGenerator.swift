import Foundation

/// Random numbers that a seed gives again (SplitMix64).
///
/// Tests take a new seed each time and put it into their failures; `ANNALS_TEST_SEED` in the environment repeats one.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  /// The seed, for the failure's text.
  package let seed: UInt64
  private var state: UInt64

  /// A generator with the environment's seed, or a new one.
  package init() {
    let given = ProcessInfo.processInfo.environment["ANNALS_TEST_SEED"].flatMap(UInt64.init)
    self.init(seed: given ?? UInt64.random(in: 0...UInt64.max))
  }

  /// A generator with this seed.
  package init(seed: UInt64) {
    self.seed = seed
    state = seed
  }

  /// The next number.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Whether something happens that happens `part` of the time.
  package mutating func chance(_ part: Double) -> Bool { Double.random(in: 0..<1, using: &self) < part }
}

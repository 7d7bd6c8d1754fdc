/// A measurement of something users rely on.
protocol BenchmarkCase {
  /// The case's name for `--only`.
  static var name: String { get }

  init()

  /// Measures, and gives the rows of the table.
  func run(_ scope: Scope) async throws -> [Row]
}

/// How much is measured.
struct Scope: Sendable {
  /// Rounds of baseline and subject.
  let rounds: Int
  /// How much data the cases take.
  let scale: Scale
  /// Tells how far a long case is.
  let progress: @Sendable (String) -> Void
}

/// How much data the cases take.
enum Scale: String, CaseIterable, Sendable {
  /// As the goals say.
  case full
  /// A tenth, to try things out.
  case small

  /// A tenth of the number at small scale.
  func scaled(_ number: Int) -> Int { self == .full ? number : number / 10 }
}

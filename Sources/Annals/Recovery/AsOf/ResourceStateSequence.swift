/// The resources of a type as they were at a moment, found as they are asked for: those changed last come first, then those of which nothing was
/// recorded until then.
///
/// Resources that were removed before are left out unless they are asked for; those made after are in no list. Memory holds 16 bytes for each resource
/// seen, and about 50 for each that changed since; beyond a million resources it grows no more, and the store is asked instead.
public struct ResourceStateSequence: AsyncSequence, Sendable {
  /// A resource as it was.
  public typealias Element = ResourceAtMoment

  private let walk: StateWalk
  private let showsAbsent: Bool

  init(_ walk: StateWalk, showsAbsent: Bool) {
    self.walk = walk
    self.showsAbsent = showsAbsent
  }

  /// Steps through the resources; a step throws what the store throws.
  public struct Iterator: AsyncIteratorProtocol {
    private var walk: StateWalk
    private let showsAbsent: Bool

    init(_ walk: StateWalk, showsAbsent: Bool) {
      self.walk = walk
      self.showsAbsent = showsAbsent
    }

    /// The next resource, or `nil` after the last.
    public mutating func next() async throws -> ResourceAtMoment? {
      while true {
        switch try await walk.step() {
        case .found(let found):
          if case .absent = found.state, !showsAbsent { continue }
          return found
        case .nothing: continue
        case .end: return nil
        }
      }
    }
  }

  /// A new walk.
  public func makeAsyncIterator() -> Iterator { Iterator(walk, showsAbsent: showsAbsent) }
}

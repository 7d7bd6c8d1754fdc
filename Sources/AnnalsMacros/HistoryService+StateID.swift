public import Annals

extension HistoryService {
  /// The same id, by a call that could throw.
  ///
  /// For the code that `@TrackHistory` makes: with this in it, `try load(…)` is right whether or not `load` throws, which the macro cannot see.
  public static func stateID<ID>(_ id: ID) throws -> ID { id }

  /// The same id, by a call that could throw and wait.
  ///
  /// For the code that `@TrackHistory` makes: with this in it, `try await load(…)` is right whether or not `load` throws or waits.
  nonisolated(nonsending) public static func stateID<ID>(_ id: ID) async throws -> ID { id }
}

/// Stands between a limit that was given wrongly and a history that is empty: a clean-up that would remove nearly all records of a type needs to be
/// told their number.
///
/// A type with few records is not guarded: there the number of days says less of what is meant.
public struct CleanupGuard: Sendable {
  /// The share of a type's records above which a clean-up needs to be told the number: nine in ten.
  public static let largestShare = 0.9
  /// The fewest records a type has for it to be guarded.
  public static let smallestCount = 100

  private let store: any HistoryStore

  /// Guards a store.
  public init(_ store: any HistoryStore) { self.store = store }

  /// Throws `removesNearlyAll`, naming the number that agrees to it, where a clean-up would remove more than nine in ten records of a type with at
  /// least a hundred.
  ///
  /// A number agrees where it is that of all records that the clean-up removes, or differs from it by one in a hundred: time goes on meanwhile.
  /// It costs two questions for statistics and, where these leave it open, a dry run.
  public func check(_ scope: CleanupScope, agreedTo number: Int?) async throws {
    let all = try await store.statistics(.init()).resourceTypes
    let old = try await store.statistics(.init(lastDay: scope.before.day)).resourceTypes
    // Whole days are an upper bound: what they leave open, a dry run tells exactly.
    guard !Self.nearlyAll(old, of: all).isEmpty else { return }
    let plan = try await store.cleanup(scope, mode: .dryRun)
    let types = Self.nearlyAll(plan.removed, of: all)
    guard !types.isEmpty else { return }
    if let number, abs(number - plan.total) <= plan.total / 100 { return }
    throw Self.refusal(types, plan, of: all, agreedTo: number)
  }

  private static func nearlyAll(_ removed: [ResourceType: Int], of all: [ResourceType: Int]) -> [ResourceType] {
    removed.filter { type, count in
      let total = max(all[type] ?? 0, count)
      return total >= smallestCount && Double(count) > Double(total) * largestShare
    }.keys.sorted()
  }

  private static func refusal(
    _ types: [ResourceType], _ plan: CleanupReport, of all: [ResourceType: Int], agreedTo number: Int?
  ) -> HistoryError {
    let shown = types.prefix(3).map { "\(plan.removed[$0] ?? 0) of \(max(all[$0] ?? 0, plan.removed[$0] ?? 0)) of \($0)" }
    let more = types.count > shown.count ? " and \(types.count - shown.count) more types" : ""
    let wrong = number.map { ", and \($0) is not their number" } ?? ""
    return HistoryError(
      .removesNearlyAll,
      "the clean-up would remove nearly all records (\(shown.joined(separator: ", "))\(more)), \(plan.total) in all\(wrong): "
        + "keep more days, or agree to it by that number (--yes-remove \(plan.total), over HTTP yes_remove=\(plan.total))")
  }
}

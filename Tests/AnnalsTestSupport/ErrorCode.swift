package import Annals

/// The code of the error that a body throws; `nil` where it throws none.
package func errorCode(_ body: () async throws -> Void) async -> HistoryError.Code? {
  do {
    try await body()
    return nil
  } catch {
    return (error as? HistoryError)?.code
  }
}

import AWSClient
import Annals
import AnnalsDynamoDB
import Logging
import Synchronization

/// The process's connection to AWS: opened when a command needs it first, closed by the end of the process.
final class AWSConnection: Sendable {
  static let shared = AWSConnection()

  private struct State {
    var client: AWSClient?
    var stores: [DynamoDBStore] = []
    var isToldAbout = false
  }

  private let state = Mutex(State())

  private init() {}

  /// The client that AWS's own variables and files configure. Throws `invalidConfiguration`.
  func client() throws -> AWSClient {
    try state.withLock { state in
      if let client = state.client { return client }
      do throws(AWSError) {
        let client = try AWSClient(AWSClientConfiguration())
        state.client = client
        return client
      } catch {
        throw HistoryError(.invalidConfiguration, "AWS cannot be asked: \(error.message)", underlying: error)
      }
    }
  }

  /// The history in a table.
  func store(in table: String, configuration: DynamoDBStoreConfiguration, logger: Logger) throws -> DynamoDBStore {
    let store = try DynamoDBStore(client: client(), tableName: table, configuration: configuration, logger: logger)
    state.withLock { $0.stores.append(store) }
    return store
  }

  /// Whether a person wants to know what was asked.
  var isToldAbout: Bool {
    get { state.withLock(\.isToldAbout) }
    set { state.withLock { $0.isToldAbout = newValue } }
  }

  /// Tells on standard error what was asked, where a person wants to know.
  func tellCosts() {
    if isToldAbout { Console.tell("annals: \(costs ?? "nothing was asked of DynamoDB")") }
  }

  /// What was asked of AWS so far, for a person; `nil` where nothing was.
  var costs: String? {
    let used = state.withLock { $0.stores.map(\.consumed) }
    let requests = used.reduce(into: [:]) { $0.merge($1.requests, uniquingKeysWith: +) }
    let units = used.reduce(into: [:]) { $0.merge($1.units, uniquingKeysWith: +) }
    guard !requests.isEmpty else { return nil }
    let parts = requests.keys.sorted().map { "\($0) \(requests[$0, default: 0].grouped) (\(Self.text(units[$0, default: 0])))" }
    let total = Self.text(units.values.reduce(0, +))
    let items = used.reduce(0) { $0 + $1.totalItemsRead }
    return "\(requests.values.reduce(0, +).grouped) requests to DynamoDB, \(total) capacity units, \(items.grouped) items read: "
      + parts.joined(separator: ", ")
  }

  private static func text(_ units: Double) -> String { String((units * 10).rounded() / 10) }
}

public import Annals
public import ServiceLifecycle
import Synchronization

/// Applies plans in the background of a server, one run a plan.
///
/// ``HistoryServer`` runs it itself. Where the routes are mounted in a router of yours, add it to the `ServiceGroup`, after the recorder: until it runs,
/// plans are made and shown, and applying one is answered with 503. At graceful shutdown what was begun is noted, and applying the plan again goes on there.
///
/// ```swift
/// var configuration = HistoryRoutesConfiguration()
/// configuration.recovery = RecoveryService(restorer: restorer)
/// history.addRoutes(to: router, configuration: configuration)
/// ```
public final class RecoveryService: Service {
  /// A plan that is to be applied.
  struct Order: Sendable {
    let plan: RecoveryPlan
    let history: HistoryService
    let restorer: any Restorer
    let fields: GivenFields
    let reason: String?
    let user: User
    /// Steps that were open when it was ordered.
    let open: Int
    /// Is told that it begins.
    let begun: @Sendable () -> Void
    /// Is told how it ended.
    let ended: @Sendable (Result<RecoveryReport, any Error>) -> Void
  }

  /// What is known of a plan's run in this process.
  struct Run: Sendable {
    let begun: Timestamp
    /// Steps that were open then.
    let openAtFirst: Int
    fileprivate(set) var isUnderWay = true
    /// Why it ended before its end.
    fileprivate(set) var failure: String?
  }

  private struct State {
    var isRunning = false
    var isStopping = false
    var runs: [String: Run] = [:]
  }

  private let makeRestorer: @Sendable (_ maximumWriteUnits: Int?) throws -> any Restorer
  private let state = Mutex(State())
  private let orders: AsyncStream<Order>
  private let continuation: AsyncStream<Order>.Continuation

  /// A service that puts back through a restorer. Who asks for a limit of write units is refused.
  public convenience init(restorer: any Restorer) {
    self.init { maximumWriteUnits in
      guard maximumWriteUnits == nil else {
        throw HistoryError(.invalidFilter, "what puts back here has no limit of write units: leave max_wcu out")
      }
      return restorer
    }
  }

  /// A service that puts back through a restorer that keeps to a limit of write units a second, where one is given.
  public init(restorer make: @escaping @Sendable (_ maximumWriteUnits: Int?) throws -> any Restorer) {
    makeRestorer = make
    (orders, continuation) = AsyncStream.makeStream()
  }

  /// Applies what is ordered until graceful shutdown. Throws `alreadyRunning` where it runs already, or ran before.
  public func run() async throws {
    let isFirst = state.withLock { state in
      defer { state.isRunning = true }
      return !state.isRunning && !state.isStopping
    }
    guard isFirst else { throw HistoryError(.alreadyRunning, "the recovery service runs already: run it once") }
    defer { stop() }
    await withGracefulShutdownHandler {
      await withDiscardingTaskGroup { group in
        for await order in orders { group.addTask { [self] in await carryOut(order) } }
      }
    } onGracefulShutdown: { [self] in
      stop()
    }
  }

  /// What puts back. Throws where it cannot be had.
  func restorer(maximumWriteUnits: Int? = nil) throws -> any Restorer { try makeRestorer(maximumWriteUnits) }

  /// What is known here of a plan's run; `nil` where there was none, or it came to its end.
  func run(of plan: String) -> Run? { state.withLock { $0.runs[plan] } }

  /// Begins to apply a plan. Throws a problem where that is under way, or nothing is applied at the moment.
  func begin(_ order: Order) throws(Problem) {
    let problem: Problem? = state.withLock { state in
      if state.isStopping { return Problem(.stopping, "the server is stopping: send the request again") }
      guard state.isRunning else {
        return Problem(.init(.notRunning), "nothing applies plans at the moment: run the recovery service beside the routes")
      }
      if state.runs[order.plan.id]?.isUnderWay == true {
        return Problem(.planUnderWay, "the plan is being applied: look at its progress")
      }
      state.runs[order.plan.id] = Run(begun: order.history.recorder.now(), openAtFirst: order.open)
      return nil
    }
    if let problem { throw problem }
    order.begun()
    continuation.yield(order)
  }

  private func stop() {
    state.withLock { $0.isStopping = true }
    continuation.finish()
  }

  private func carryOut(_ order: Order) async {
    let run = RecoveryRun(
      order.plan, history: order.history, restorer: order.restorer, fields: order.fields, by: order.user, reason: order.reason)
    let result: Result<RecoveryReport, any Error>
    do {
      result = .success(try await run.run(isStopped: { [self] in state.withLock(\.isStopping) }))
    } catch {
      result = .failure(error)
    }
    state.withLock { state in
      // Where another process took it over, what that one notes tells how far it is.
      guard case .failure(let error) = result, (error as? HistoryError)?.code != .alreadyRunning else {
        state.runs[order.plan.id] = nil
        return
      }
      state.runs[order.plan.id]?.isUnderWay = false
      state.runs[order.plan.id]?.failure = Problem(unknown: error).detail
    }
    order.ended(result)
  }
}

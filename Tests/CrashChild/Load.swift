import Annals
import ServiceLifecycle
import Synchronization

/// Tasks that track numbered operations, each the next once its last is safe.
struct Load: Service {
  let history: HistoryService
  let first: Int
  let tasks: Int

  func run() async throws {
    let numbers = Numbers(first)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<tasks { group.addTask { await track(numbers) } }
    }
  }

  private func track(_ numbers: Numbers) async {
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      let operation = NumberedOperation(numbers.next())
      do {
        try await history.logAndWait(.update, NumberedOperation.type, id: operation.id, user: "soak", after: operation.state)
        Output.write(operation.id)
      } catch {
        // What is not safe is not acknowledged, and so nobody looks for it.
        await Task.yield()
      }
    }
  }

  private final class Numbers: Sendable {
    private let number: Atomic<Int>
    init(_ first: Int) { number = Atomic(first) }
    func next() -> Int { number.wrappingAdd(1, ordering: .relaxed).oldValue }
  }
}

import Synchronization
import Testing

@testable import AnnalsServer

@Suite("Turns of callers")
struct TurnQueueTests {
  @Test("A caller that comes once is next but those at work, however many another has waiting")
  func fair() {
    var queue = TurnQueue<String, String>(limit: 2)
    let begun = (0..<3).map { _ in queue.begin() }
    #expect(begun == [true, true, false])
    for number in 1...100 { queue.wait("flood \(number)", of: "flood") }
    queue.wait("reader", of: "reader")
    var turns: [String?] = []
    turns.append(queue.end())
    turns.append(queue.end())
    turns.append(queue.end())
    queue.wait("reader again", of: "reader")
    turns.append(queue.end())
    turns.append(queue.end())
    #expect(turns == ["flood 1", "reader", "flood 2", "flood 3", "reader again"])
  }

  @Test("Each that waits gets its turn, in its caller's order, and then there is room again")
  func whole() {
    var queue = TurnQueue<Int, Int>(limit: 3)
    var begun = (0..<3).filter { _ in queue.begin() }.count
    for number in 0..<60 { queue.wait(number, of: number % 7) }
    var turns: [Int] = []
    while begun > 0 { if let next = queue.end() { turns.append(next) } else { begun -= 1 } }
    #expect(turns.sorted() == Array(0..<60))
    for caller in 0..<7 { #expect(turns.filter { $0 % 7 == caller } == (0..<60).filter { $0 % 7 == caller }) }
    let hasRoom = queue.begin()
    #expect(hasRoom)
  }

  @Test("No more than the limit work at the same time, and all come to their end")
  func bounded() async {
    let turns = Turns(limit: 3)
    let crowd = Crowd()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        group.addTask {
          await turns.taking("caller \(number % 5)") {
            crowd.counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.done) }
            await Task.yield()
            crowd.counts.withLock { $0 = ($0.now - 1, $0.most, $0.done + 1) }
          }
        }
      }
    }
    let (now, most, done) = crowd.counts.withLock { $0 }
    #expect(now == 0 && done == 200)
    #expect((1...3).contains(most))
  }
}

private final class Crowd: Sendable {
  let counts = Mutex((now: 0, most: 0, done: 0))
}

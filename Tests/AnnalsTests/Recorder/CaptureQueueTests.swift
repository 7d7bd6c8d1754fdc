import Testing

@testable import Annals

@Suite("The queue of what was captured")
struct CaptureQueueTests {
  private func capture(_ number: Int) throws -> Capture {
    let moment = Timestamp(microseconds: Int64(number))
    return .record(HistoryRecord(.update, of: try Resource("PROMPT", "p"), at: moment, token: try RecordToken("T\(number)")))
  }

  @Test("Everything comes out once and in its order, in batches of the limit, and the last as long as it is", arguments: [1, 3, 7, 100])
  func order(limit: Int) throws {
    var queue = CaptureQueue(batchLimit: limit)
    for number in 0..<20 { queue.append(try capture(number)) }
    var moments: [Int64] = []
    var sizes: [Int] = []
    while !queue.isEmpty {
      #expect(queue.first?.timestamp.microseconds == Int64(moments.count))
      let batch = queue.takeBatch()
      sizes.append(batch.count)
      moments += batch.map(\.timestamp.microseconds)
      #expect(queue.count == 20 - moments.count)
    }
    #expect(moments == Array(0..<20))
    #expect(sizes.dropLast().allSatisfy { $0 == limit })
    #expect(queue.takeBatch().isEmpty)
  }

  @Test("What is added between two batches follows what is there")
  func between() throws {
    var queue = CaptureQueue(batchLimit: 4)
    for number in 0..<6 { queue.append(try capture(number)) }
    _ = queue.takeBatch()
    for number in 6..<9 { queue.append(try capture(number)) }
    #expect(queue.takeAll().map(\.timestamp.microseconds) == Array(4..<9))
    #expect(queue.isEmpty)
  }
}

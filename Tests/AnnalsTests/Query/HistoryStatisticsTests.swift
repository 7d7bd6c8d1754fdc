import Annals
import Testing

@Suite("HistoryStatistics")
struct HistoryStatisticsTests {
  @Test("The ten users with the most operations are named, of as many the first by bytes")
  func top() throws {
    let counts: [(String, Int)] = [
      ("c", 5), ("e\u{301}", 5), ("b", 5), ("\u{E9}", 5), ("z", 9), ("none", 0), ("a", 1), ("\u{10000}", 2), ("\u{FFFF}", 2), ("d", 1),
      ("f", 1), ("g", 1), ("B", 5),
    ]
    let expected = ["z", "B", "b", "c", "e\u{301}", "\u{E9}", "\u{FFFF}", "\u{10000}", "a", "d"]
    for _ in 0..<20 {
      let top = HistoryStatistics.top(try counts.shuffled().map { (user: try User($0.0), count: $0.1) })
      #expect(top.map { Array($0.user.id.utf8) } == expected.map { Array($0.utf8) })
      #expect(top.map(\.count) == [9, 5, 5, 5, 5, 5, 2, 2, 1, 1])
    }
    #expect(HistoryStatistics.top([]).isEmpty)
  }

  @Test("Statistics have the design's shape")
  func json() throws {
    var statistics = HistoryStatistics()
    statistics.total = 1250
    statistics.operations = [.create: 400, .update: 600, .delete: 200, .read: 50]
    statistics.resourceTypes = [try ResourceType("PROMPT"): 800, try ResourceType("PROPOSAL"): 450]
    statistics.topUsers = [(try User("admin@igad.org"), 500), (try User("user@igad.org"), 300)]
    statistics.failed = 3
    statistics.representedReads = 12_000
    statistics.baselineRecords = 7
    statistics.first = try Timestamp("2025-01-02T08:00:00Z")
    statistics.last = try Timestamp("2025-12-16T20:30:00.123456Z")
    let expected = """
      {"total_operations": 1250,
       "operation_types": {"CREATE": 400, "UPDATE": 600, "DELETE": 200, "READ": 50},
       "resource_types": {"PROMPT": 800, "PROPOSAL": 450},
       "top_users": {"admin@igad.org": 500, "user@igad.org": 300},
       "failed_operations": 3, "represented_reads": 12000, "baseline_records": 7,
       "first_timestamp": "2025-01-02T08:00:00.000000Z", "last_timestamp": "2025-12-16T20:30:00.123456Z"}
      """
    #expect(try JSONParser.parse(expected) == .object(statistics.json))
  }

  @Test("Statistics of nothing name every kind and no moment")
  func empty() throws {
    let expected = """
      {"total_operations":0,"operation_types":{"CREATE":0,"DELETE":0,"READ":0,"UPDATE":0},"resource_types":{},"top_users":{},
       "failed_operations":0,"represented_reads":0,"baseline_records":0,"first_timestamp":null,"last_timestamp":null}
      """
    #expect(try JSONParser.parse(expected) == .object(HistoryStatistics().json))
  }

  @Test("A scope counts whole days in UTC, both ends included")
  func scope() throws {
    func record(_ moment: String) throws -> HistoryRecord {
      HistoryRecord(.read, of: try Resource("A", "a"), at: try Timestamp(moment), token: nil)
    }
    let day = try Timestamp("2025-12-16T00:00:00Z").day
    let scope = HistoryStatistics.Scope(resourceType: try ResourceType("a"), firstDay: day, lastDay: day)
    #expect(try !scope.contains(record("2025-12-15T23:59:59.999999Z")))
    #expect(try scope.contains(record("2025-12-16T00:00:00Z")))
    #expect(try scope.contains(record("2025-12-16T23:59:59.999999Z")))
    #expect(try !scope.contains(record("2025-12-17T00:00:00Z")))
    #expect(try !HistoryStatistics.Scope(resourceType: ResourceType("B")).contains(record("2025-12-16T00:00:00Z")))
    #expect(try HistoryStatistics.Scope().contains(record("0001-01-01T00:00:00Z")))
  }

  @Test("Statistics are equal when all counts and the order of users are")
  func equality() throws {
    var left = HistoryStatistics()
    var right = HistoryStatistics()
    #expect(left == right)
    left.topUsers = [(try User("a"), 1), (try User("b"), 1)]
    right.topUsers = [(try User("b"), 1), (try User("a"), 1)]
    #expect(left != right)
    right.topUsers = left.topUsers
    #expect(left == right)
    right.failed = 1
    #expect(left != right)
  }
}

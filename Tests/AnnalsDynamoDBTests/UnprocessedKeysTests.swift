import AWSClient
import Annals
import EngineTestSupport
import Testing

@testable import AnnalsDynamoDB

@Suite("DynamoDB store: keys that a read leaves unprocessed")
struct UnprocessedKeysTests {
  private static let keys = [ItemKey("HISTORY#PROMPT#one", "OPERATION#x"), ItemKey("HISTORY#PROMPT#two", "OPERATION#x")]

  private func json(_ key: ItemKey) -> String { #"{"PK":{"S":"\#(key.partition)"},"SK":{"S":"\#(key.sort)"}}"# }

  private func reply(found: [ItemKey], unprocessed: [ItemKey]) -> StubServer.Reply {
    let keys = unprocessed.isEmpty ? "" : #""main":{"Keys":[\#(unprocessed.map(json).joined(separator: ","))],"ConsistentRead":true}"#
    return .json(#"{"Responses":{"main":[\#(found.map(json).joined(separator: ","))]},"UnprocessedKeys":{\#(keys)}}"#)
  }

  /// Reads both keys from a table that answers so, on a clock on which no wait takes time.
  private func read(
    _ replies: [StubServer.Reply], _ table: (TableAccess) -> TableAccess = { $0 },
    _ body: (_ found: Result<[ItemKey: AttributeMap], any Error>, _ requests: [String], _ waits: [Duration]) throws -> Void
  ) async throws {
    try await StubServer.run(replies) { server in
      try await withStubClient(server.url) { client in
        let clock = InstantClock()
        var configuration = DynamoDBStoreConfiguration()
        configuration.clock = clock
        let access = table(TableAccess(client: DynamoDBClient(client), name: "main", configuration: configuration))
        let found: Result<[ItemKey: AttributeMap], any Error>
        do {
          found = .success(try await ItemReader(access).items(Self.keys, isConsistent: true))
        } catch {
          found = .failure(error)
        }
        try body(found, server.requests.map(\.text), clock.sleeps)
      }
    }
  }

  @Test("They are asked for again at once where something came, and nothing else is")
  func some() async throws {
    let (one, two) = (Self.keys[0], Self.keys[1])
    try await read([reply(found: [one], unprocessed: [two]), reply(found: [two], unprocessed: [])]) { found, requests, waits in
      let keys = Set(try found.get().keys)
      #expect(keys == [one, two])
      #expect(requests.count == 2)
      #expect(requests.first?.contains(one.partition) == true && requests.first?.contains(two.partition) == true)
      #expect(requests.last?.contains(one.partition) == false && requests.last?.contains(two.partition) == true)
      #expect(requests.allSatisfy { $0.contains(#""ConsistentRead":true"#) })
      #expect(waits.isEmpty)
    }
  }

  @Test("They are asked for again after a wait where nothing came")
  func none() async throws {
    let replies = [reply(found: [], unprocessed: Self.keys), reply(found: Self.keys, unprocessed: [])]
    try await read(replies) { found, requests, waits in
      let count = try found.get().count
      #expect(count == 2)
      #expect(requests.count == 2)
      #expect(waits.count == 1)
    }
  }

  @Test("Where nothing ever comes the read ends in an error that says so: after a minute, and sooner for who waits for the answer")
  func never() async throws {
    for (limit, table) in [(Duration.seconds(60), { $0 }), (.seconds(10), \.answering)] as [(Duration, (TableAccess) -> TableAccess)] {
      try await read([reply(found: [], unprocessed: Self.keys)], table) { found, _, waits in
        let error = #expect(throws: HistoryError.self) { try found.get() }
        #expect(error?.code == .storeUnavailable)
        #expect(error?.description == "the table \"main\" leaves requests unprocessed: give it more capacity, or wait")
        #expect(waits.reduce(.zero, +) >= limit)
        #expect(waits.dropLast().reduce(.zero, +) < limit)
      }
    }
  }
}

import Annals
import Foundation
import Testing

@Suite("decoded(as:)")
struct StateDecodingTests {
  @Test("A value comes back from its state as it was")
  func roundTrip() throws {
    let numbers = try #require(try StateEncoder.state(of: Shapes.Numbers()))
    #expect(try numbers.decoded(as: Shapes.Numbers.self) == Shapes.Numbers())
    let values = try #require(try StateEncoder.state(of: Shapes.Values()))
    let read = try values.decoded(as: Shapes.Values.self)
    #expect(try StateEncoder.state(of: read) == values)
    #expect(read.date == Shapes.Values().date)
    #expect(read.dates == Shapes.Values().dates)
  }

  @Test("A value comes back from its state after it was text")
  func roundTripThroughText() throws {
    let state = try #require(try StateEncoder.state(of: Shapes.Numbers()))
    let read = try #require(try JSONParser.parse(JSONWriter.text(of: state)).object)
    #expect(read == state)
    #expect(try read.decoded(as: Shapes.Numbers.self) == Shapes.Numbers())
  }

  @Test("NaN and infinity come back")
  func unfitNumbers() throws {
    struct State: Codable { var values: [Double] = [.nan, .infinity, -.infinity, 1e-130] }
    let values = try #require(try StateEncoder.state(of: State())).decoded(as: State.self).values
    #expect(values[0].isNaN)
    #expect(values[1...] == [.infinity, -.infinity, 1e-130])
  }

  @Test("Older dates are read, and what is no date is refused")
  func dates() throws {
    struct State: Decodable { let at: Date }
    #expect(try (["at": "2025-12-16T20:30:00+00:00"] as JSONObject).decoded(as: State.self).at.timeIntervalSince1970 == 1_765_917_000)
    #expect(throws: (any Error).self) { try (["at": "yesterday"] as JSONObject).decoded(as: State.self) }
    #expect(throws: DecodingError.self) { try (["at": 5] as JSONObject).decoded(as: State.self) }
    #expect(throws: DecodingError.self) { try JSONObject().decoded(as: State.self) }
  }

  @Test("A state goes through any encoder with its numbers' values")
  func otherEncoders() throws {
    let state: JSONObject = [
      "a": 12345678901234567890123456789012345678, "b": 0.1, "c": 1e-130,
      "d": .number(try JSONNumber("0.12345678901234567890123456789012345678")),
      "e": [.null, true, "x", ["y": []]], "f": -5,
    ]
    let text = try JSONEncoder().encode(state)
    let read = try JSONParser.parse(text)
    #expect(StateEncoderTests.plain(read) == StateEncoderTests.plain(.object(state)))
  }
}

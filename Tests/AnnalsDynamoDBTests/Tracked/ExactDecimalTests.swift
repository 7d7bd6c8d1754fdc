import AnnalsTestSupport
import Testing

@testable import AnnalsDynamoDB

@Suite("Exact numbers")
struct ExactDecimalTests {
  @Test(
    "A number is written as DynamoDB writes it, however it came",
    arguments: [
      ("1.0", "1"), ("-0", "0"), ("+7", "7"), ("0010", "10"), ("1e3", "1000"), ("1.50E-2", "0.015"), (".5", "0.5"), ("-12.3400", "-12.34"),
      ("0.00000012", "0.00000012"), ("12345678901234567890123456789012345678", "12345678901234567890123456789012345678"),
      ("1e-130", "0." + String(repeating: "0", count: 129) + "1"), ("9e125", "9" + String(repeating: "0", count: 125)),
      ("100000000000000000000000000000000000000000", "100000000000000000000000000000000000000000"),
    ])
  func text(written: String, kept: String) { #expect(ExactDecimal(written)?.text == kept) }

  @Test(
    "What is no number, or none that DynamoDB keeps, is none",
    arguments: ["", "-", ".", "1.2.3", "a", "1e", "0x1", " 1", "1e126", "1e-131", "123456789012345678901234567890123456789", "NaN", "٣"])
  func invalid(text: String) { #expect(ExactDecimal(text) == nil) }

  @Test(
    "Sums keep every digit, and what has over 38 is none",
    arguments: [
      ("0.1", "0.2", "0.3"), ("1", "-1", "0"), ("1e37", "1", "10000000000000000000000000000000000001"), ("1e38", "1", nil),
      ("99999999999999999999999999999999999999", "1", "100000000000000000000000000000000000000"), ("9e125", "9e125", nil),
      ("1.75e38", "-99999999999999999999999999999999999999", "75000000000000000000000000000000000001"),
      ("0", "1e100", "1" + String(repeating: "0", count: 100)),
    ] as [(String, String, String?)])
  func sums(left: String, right: String, sum: String?) throws {
    let (left, right) = (try #require(ExactDecimal(left)), try #require(ExactDecimal(right)))
    #expect((left + right)?.text == sum)
    #expect((right + left)?.text == sum)
  }

  @Test("Sums and differences are those of whole numbers, wherever the point is")
  func wholeNumbers() throws {
    var random = SeededGenerator()
    for _ in 0..<2000 {
      let (left, right) = (
        Int64.random(in: -1_000_000...1_000_000, using: &random), Int64.random(in: -1_000_000...1_000_000, using: &random)
      )
      let power = Int.random(in: -60...60, using: &random)
      let (first, second) = (try #require(ExactDecimal("\(left)e\(power)")), try #require(ExactDecimal("\(right)e\(power)")))
      #expect(first + second == ExactDecimal("\(left + right)e\(power)"), "seed \(random.seed)")
      #expect(first - second == ExactDecimal("\(left - right)e\(power)"), "seed \(random.seed)")
    }
  }
}

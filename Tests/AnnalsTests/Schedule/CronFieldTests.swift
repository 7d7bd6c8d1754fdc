import Testing

@testable import Annals

@Suite("Fields of cron expressions")
struct CronFieldTests {
  private func hours(_ text: String) throws -> [Int] { try CronField(text[...], .hour).values }
  private func days(_ text: String) throws -> [Int] { try CronField(text[...], .dayOfWeek).values }
  private func months(_ text: String) throws -> [Int] { try CronField(text[...], .month).values }

  @Test("Numbers, ranges, steps and lists are their values")
  func values() throws {
    #expect(try hours("3") == [3] && hours("1-4") == [1, 2, 3, 4] && hours("*/6") == [0, 6, 12, 18])
    #expect(try hours("8-18/4") == [8, 12, 16] && hours("20/2") == [20, 22] && hours("5,1-2,*/12") == [0, 1, 2, 5, 12])
    #expect(try hours("*").count == 24 && hours("07") == [7] && hours("23/1") == [23])
  }

  @Test("Names count as numbers, in any case, and Sunday is 0 and 7")
  func names() throws {
    #expect(try months("JAN,dec") == [1, 12] && months("Mar-May") == [3, 4, 5])
    #expect(try days("SUN") == [0] && days("7") == [0] && days("mon-fri") == [1, 2, 3, 4, 5])
    #expect(
      try days("MON-SUN").count == 7 && days("FRI-7") == [0, 5, 6] && days("*") == [0, 1, 2, 3, 4, 5, 6] && days("*/2") == [0, 2, 4, 6])
  }

  @Test(
    "What is no field is refused, and what would be right is named",
    arguments: [
      "", "24", "-1", "1-", "-", "5-1", "*/0", "*/x", "*/", "1/2/3", "1,,2", ",", "x", "MON", "1.5", "+1", "٣", "001", "*-3", "L", "?",
      "1#2", "*/61",
    ])
  func refused(text: String) {
    let error = #expect(throws: HistoryError.self) { try CronField(text[...], .hour) }
    #expect(error?.code == .invalidConfiguration)
    #expect(error?.description.contains("a number from 0 to 23") == true)
  }
}

import Annals
import ArgumentParser

/// Shows the records of a filter, a page or all of them.
struct RecordListing {
  let history: HistoryService
  let filter: RecordFilter
  /// What operations must belong to; records are read for it as long as a page is not full.
  var cause = RecordCause()
  let options: ListOptions
  let columns: RecordTable.Columns
  /// How many records a page has unless the options say.
  let standardLimit: Int

  /// Writes the records to standard output. Ends with `nothingFound` when there are none.
  func run() async throws {
    let output = ByteOutput()
    var table = RecordTable(columns: columns, palette: options.color.palette, width: Console.width)
    var cursor = options.cursor
    var isEmpty = true
    repeat {
      let page = try await page(after: cursor, limit: options.all ? 500 : options.limit ?? standardLimit)
      isEmpty = isEmpty && page.records.isEmpty
      try await write(page.records, &table, output)
      cursor = page.next
    } while options.all && cursor != nil
    try output.finish()
    if let cursor { Console.tell("annals: there are more records; for the next page add --cursor \(cursor), for all of them --all") }
    if isEmpty {
      Console.complain("no record was found")
      throw ExitStatus.nothingFound.code
    }
  }

  private func page(after cursor: Cursor?, limit: Int) async throws -> RecordPage {
    guard !cause.isAny else { return try await history.records(matching: filter, after: cursor, limit: limit) }
    let (history, filter, cause) = (history, filter, cause)
    let sieve = RecordSieve(readLimit: .max) {
      cause.matches($0)
    } reading: { cursor, limit in
      try await history.records(matching: filter, after: cursor, limit: limit)
    }
    let found = try await sieve.page(after: cursor, size: limit)
    return RecordPage(records: found.records, next: found.next)
  }

  private func write(_ records: [HistoryRecord], _ table: inout RecordTable, _ output: ByteOutput) async throws {
    let records = options.full ? try await history.whole(records) : records
    if options.json {
      for record in records { try output.write(json: record.json) }
    } else {
      for line in table.lines(records) { try output.write(line: line) }
    }
    try output.flush()
  }
}

import Annals

/// Records as lines gave them, ready to be stored.
struct ParsedBatch: Sendable {
  /// A record and where it came from.
  struct Item: Sendable {
    let number: Int
    let record: SanitizedRecord
    /// The record without its secrets, where its token was derived from its content.
    let original: HistoryRecord?
  }

  var items: [Item] = []
  var problems: [BadLine] = []
}

/// Turns lines into records: parses, redacts, gives a token, cuts long texts.
///
/// A token is derived from the redacted record: were it from what came, who sees the record could test guesses of a short secret against it.
struct RecordReading: Sendable {
  let sanitizer: Sanitizer

  /// The records of a batch of lines, and the lines that hold none.
  func parse(_ batch: LineBatch) -> ParsedBatch {
    var parsed = ParsedBatch()
    parsed.problems = batch.problems
    parsed.items.reserveCapacity(batch.lines.count)
    for line in batch.lines {
      do throws(HistoryError) {
        let json = try JSONParser.parse(batch.bytes[line.range])
        // A line of an archive holds beside its record the texts that this shows cut.
        let texts = try ArchiveLine.texts(in: json)
        let shown = try HistoryRecord(json: json)
        let whole = texts.isEmpty ? shown : try shown.restoring(Dictionary(texts.map { ($0.digest, $0) }) { first, _ in first })
        let record = sanitizer.redacted(whole)
        let original = record.token == nil ? record : nil
        parsed.items.append(.init(number: line.number, record: sanitizer.cut(record.withToken(occurrence: 0)), original: original))
      } catch {
        parsed.problems.append(BadLine(number: line.number, reason: error.description))
      }
    }
    return parsed
  }
}

/// Keeps equal records of one input apart: the second of them gets a token of its own, the same one in each import of that input.
///
/// It keeps some 16 bytes a record without a token. Two contents that share the 8 bytes kept, of which there is one chance in a million among
/// six million, only make a token that counts one further; it is still the same in each import.
struct OccurrenceCounter {
  private var seen: Set<UInt64> = []
  private var repeats: [UInt64: Int] = [:]

  /// The records with the tokens that their occurrences give.
  mutating func separate(_ items: [ParsedBatch.Item], sanitizer: Sanitizer) -> [ParsedBatch.Item] {
    items.map { item in
      guard let original = item.original, let token = item.record.record.token else { return item }
      let key = Self.key(token)
      if seen.insert(key).inserted { return item }
      let occurrence = repeats[key, default: 0] + 1
      repeats[key] = occurrence
      return .init(number: item.number, record: sanitizer.cut(original.withToken(occurrence: occurrence)), original: original)
    }
  }

  /// The token in 64 bits. Source: Fowler, Noll and Vo, FNV-1a.
  private static func key(_ token: RecordToken) -> UInt64 {
    token.description.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}

@testable import Annals

/// JSON: what was read is written and read again as the same.
enum JSONTarget {
  static func run(_ bytes: [UInt8]) {
    guard let value = try? JSONValue(parsing: bytes) else { return }
    let written = text(value)
    promise((try? JSONValue(parsing: written)) == value, "JSON that was written reads as what it was")
  }
}

/// A record from JSON: what was read is the same record when it is written and read again, and has an id that finds it.
enum RecordTarget {
  static func run(_ bytes: [UInt8]) {
    guard let value = try? JSONValue(parsing: bytes), let record = try? HistoryRecord(json: value) else { return }
    let again = try? HistoryRecord(json: JSONValue(parsing: text(.object(record.json))))
    promise(again?.json == record.json, "a record that was written reads as what it was")
    let id = try? HistoryID(record.id.description)
    promise(id?.description == record.id.description, "a record's id reads as what it is")
  }
}

/// A cursor: only text that a page gave is taken, and it names one place.
enum CursorTarget {
  static func run(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let cursor = try? Cursor(text) { promise(cursor.description.utf8.elementsEqual(text.utf8), "a cursor has one text") }
    // The checksum keeps made-up bytes from what is behind it, so they go around it too.
    guard bytes.count > 16, let parts = try? JSONValue(parsing: bytes), let record = try? HistoryRecord(json: parts) else { return }
    let cursor = Cursor(after: record.position)
    promise((try? Cursor(cursor.description))?.position == record.position, "a cursor leads to the place that it was made of")
  }
}

/// The redactor: what it has redacted it leaves alone, and no password with a name comes through.
enum RedactorTarget {
  private static let sanitizer: Sanitizer = {
    do { return try Sanitizer() } catch { preconditionFailure("the standard rules are no rules: \(error)") }
  }()
  private static let secret = "xK9-planted-7Qz"

  static func run(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let state: JSONObject = ["text": .string(text), "value": (try? JSONValue(parsing: bytes)) ?? .null, "password": .string(secret + text)]
    guard let resource = try? Resource("FUZZ", "1"), let moment = try? Timestamp("2025-12-16T20:30:00Z") else { return }
    let record = HistoryRecord(
      .update, of: resource, at: moment, token: nil, by: .system, before: state, after: nil, metadata: ["error": .string(text)])
    let once = sanitizer.redacted(record)
    promise(!JSONWriter.text(of: .object(once.json)).contains(secret), "a secret under its name is redacted")
    promise(sanitizer.redacted(once).json == once.json, "what was redacted stays as it is")
    _ = sanitizer.sanitize(record)
  }
}

/// A journal's segment: entries are read in order, without overlap, and damage between them is told.
enum JournalTarget {
  static func run(_ bytes: [UInt8]) {
    let content = SegmentContent(bytes, from: min(bytes.count, SegmentHeader.length))
    var end = min(bytes.count, SegmentHeader.length)
    for entry in content.entries {
      promise(entry.payload.lowerBound >= end + JournalEntry.headerLength && entry.payload.upperBound <= bytes.count, "entries lie apart")
      end = entry.payload.upperBound
      _ = try? RecordPayload.record(of: content.payload(of: entry))
    }
    // The checksum keeps made-up bytes from the payload's reader, so they go around it too.
    guard let record = try? RecordPayload.record(of: bytes[...]) else { return }
    let again = try? RecordPayload.record(of: RecordPayload.bytes(of: record)[...])
    promise(again?.record.json == record.record.json && again?.texts == record.texts, "a payload that was written reads as what it was")
    for kept in record.texts { _ = try? kept.text() }
  }
}

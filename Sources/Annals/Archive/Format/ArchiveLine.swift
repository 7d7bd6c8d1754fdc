/// A record as a line of an archive's file: its JSON, and beside it the whole texts that it shows cut.
package enum ArchiveLine {
  /// The member that holds whole texts.
  package static let textsName = "kept_texts"

  /// The line, without its end. Throws `corruptText` where a kept text is damaged.
  package static func bytes(of record: SanitizedRecord) throws(HistoryError) -> [UInt8] {
    var writer = JSONWriter(capacity: 1024)
    guard !record.texts.isEmpty else {
      writer.write(RecordText(record.record))
      return writer.bytes
    }
    var texts: [JSONValue] = []
    for text in record.texts.sorted(by: { $0.digest.bytes.lexicographicallyPrecedes($1.digest.bytes) }) {
      texts.append([
        "sha256": .string(text.digest.description), "bytes": .number(JSONNumber(text.length)), "text": .string(try text.text()),
      ])
    }
    var json = record.record.json
    json[textsName] = .array(texts)
    writer.write(json)
    return writer.bytes
  }

  /// Reads a line. Throws `archiveDamaged`.
  package static func record(_ line: ArraySlice<UInt8>) throws(HistoryError) -> SanitizedRecord {
    do throws(HistoryError) {
      let json = try JSONParser.parse(line)
      let record = try HistoryRecord(json: json)
      return SanitizedRecord(record, texts: try texts(in: json))
    } catch {
      throw HistoryError(.archiveDamaged, "a line holds no record (\(error.description))", underlying: error)
    }
  }

  /// The whole texts that a line holds beside its record. Throws `corruptText` where one is not that of its digest.
  package static func texts(in json: JSONValue) throws(HistoryError) -> [KeptText] {
    var texts: [KeptText] = []
    for element in json.object?[textsName]?.array ?? [] {
      guard let object = element.object, let text = object["text"]?.string,
        let digest = object["sha256"]?.string.flatMap(TextDigest.init(hexadecimal:)), TextDigest(of: text) == digest
      else { throw HistoryError(.corruptText, "a kept text is not that of its digest") }
      texts.append(KeptText(compressing: text, digest: digest))
    }
    return texts
  }
}

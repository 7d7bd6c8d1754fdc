/// A file of an archive while it is made: its text is gathered here, and packed beside that.
package final class PartSpool {
  private let day: ArchiveDay
  private let packer: PartPacker
  /// The texts that are being packed, one after another: how many bytes the file has after each, and the text's own.
  private var packing: [(task: Task<Int, any Error>, length: Int)] = []
  /// Bytes of the file before what is being packed.
  private var length = 0
  private var text: [UInt8] = []
  private var textLength = 0
  private(set) var count = 0
  /// About how many bytes the file has so far; the same for the same records.
  var size: Int { packing.reduce(length + text.count) { $0 + $1.length } }
  private var newest = ""
  private var oldest = ""
  private static let textBuffer = 256 * 1024
  /// Texts that wait for their packing at most, so that the next file's records are read, and that file packed, meanwhile.
  private static let packingLimit = 16

  package init(_ day: ArchiveDay) throws(HistoryError) {
    self.day = day
    packer = try PartPacker()
  }

  /// Adds a record's line; records come newest first. Waits where packing is behind.
  package func add(_ line: [UInt8], of record: HistoryRecord) async throws {
    if count == 0 { newest = record.id.description }
    oldest = record.id.description
    count += 1
    textLength += line.count + 1
    text += line
    text.append(UInt8(ascii: "\n"))
    guard text.count >= Self.textBuffer else { return }
    if packing.count >= Self.packingLimit { length = try await packing.removeFirst().task.value }
    packing.append((packed(), text.count))
    text = []
  }

  /// The packing of the text, after that of those before it.
  private func packed() -> Task<Int, any Error> {
    Task { [packer, text, last = packing.last?.task] in
      _ = try await last?.value
      return try await packer.add(text)
    }
  }

  /// Ends the file; gives it as it is to be written once it is packed, without the number of its step.
  package func finish() -> Task<SpooledPart, any Error> {
    let (day, records, textBytes, newest, oldest) = (day, count, textLength, newest, oldest)
    return Task { [packer, last = packed()] in
      _ = try await last.value
      let file = try await packer.finish()
      let part = ArchivePart(
        step: 0, day: day, records: records, bytes: file.content.length, textBytes: textBytes, digest: file.digest, newest: newest,
        oldest: oldest)
      return SpooledPart(part: part, content: file.content, memory: file.memory)
    }
  }
}

/// A file of an archive that is made, but not written yet.
package struct SpooledPart: Sendable {
  package private(set) var part: ArchivePart
  package let content: ArchiveContent
  /// The bytes that it holds in memory.
  let memory: Int

  /// The file as one of a step.
  package func numbered(_ step: Int) -> SpooledPart {
    var numbered = self
    numbered.part = ArchivePart(
      step: step, day: part.day, records: part.records, bytes: part.bytes, textBytes: part.textBytes, digest: part.digest,
      newest: part.newest,
      oldest: part.oldest)
    return numbered
  }
}

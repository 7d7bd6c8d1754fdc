/// The number up to which the store has a journal's entries, kept in two places in turn, so that a write cut short leaves the other.
///
/// It is not synced: where a crash takes it back, entries are stored once more, which changes nothing.
final class AcknowledgedMark {
  private static let placeLength = 12
  private let file: any JournalFile
  private var place = 0

  init(_ file: any JournalFile) { self.file = file }

  /// The greater of the intact numbers; 0 where there is none.
  func read() throws(FileFailure) -> UInt64 {
    let bytes = try file.bytes(from: 0, to: 2 * Self.placeLength)
    var greatest: UInt64 = 0
    for index in 0..<2 {
      let start = index * Self.placeLength
      guard start + Self.placeLength <= bytes.count else { continue }
      var cursor = ByteCursor(bytes[start...])
      let number = cursor.number(UInt64.self)
      guard let number, number >= greatest, cursor.number(UInt32.self) == Self.checksum(of: number) else { continue }
      greatest = number
      place = 1 - index
    }
    return greatest
  }

  func write(_ number: UInt64) throws(FileFailure) {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: number)
    bytes.append(littleEndian: Self.checksum(of: number))
    try file.writeAll(bytes, at: place * Self.placeLength)
    place = 1 - place
  }

  private static func checksum(of number: UInt64) -> UInt32 {
    var checksum = CRC32C()
    var bytes: [UInt8] = []
    bytes.append(littleEndian: number)
    checksum.add(bytes)
    return checksum.checksum
  }
}

/// An entry of a journal's segment: a payload with its length, number and checksum.
///
/// | bytes | what |
/// |---|---|
/// | 0-1 | the mark `A7 1E`, by which a reader finds its way after damage |
/// | 2 | the format's version |
/// | 3 | zero |
/// | 4-7 | the payload's length |
/// | 8-15 | the entry's number, one more than the entry's before |
/// | 16-19 | CRC32C of bytes 0 to 15 and the payload |
/// | 20- | the payload |
///
/// Numbers are little-endian.
enum JournalEntry {
  static let headerLength = 20
  static let mark: [UInt8] = [0xA7, 0x1E]
  static let version: UInt8 = 1
  /// The longest payload: far above a record, which fits 400 KB beside its kept texts.
  static let payloadLimit = 64 * 1024 * 1024

  static func append(_ payload: [UInt8], number: UInt64, to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.append(contentsOf: mark)
    bytes.append(version)
    bytes.append(0)
    bytes.append(littleEndian: UInt32(payload.count))
    bytes.append(littleEndian: number)
    var checksum = CRC32C()
    checksum.add(bytes[start...])
    checksum.add(payload)
    bytes.append(littleEndian: checksum.checksum)
    bytes.append(contentsOf: payload)
  }

  /// What stands at a place of a segment's bytes.
  enum Reading: Equatable {
    case entry(number: UInt64, payload: Range<Int>)
    /// The bytes end before the entry does: it was being written when the process ended.
    case cutShort
    case damaged
    case end
  }

  static func read(_ bytes: [UInt8], at start: Int) -> Reading {
    if start == bytes.count { return .end }
    var cursor = ByteCursor(bytes[start...])
    guard let head = cursor.take(4) else { return .cutShort }
    guard head.elementsEqual(mark + [version, 0]) else { return .damaged }
    guard let length = cursor.number(UInt32.self), let number = cursor.number(UInt64.self), let sum = cursor.number(UInt32.self) else {
      return .cutShort
    }
    guard length <= payloadLimit else { return .damaged }
    let body = start + headerLength
    guard let payload = cursor.take(Int(length)) else { return .cutShort }
    var checksum = CRC32C()
    checksum.add(bytes[start..<(start + 16)])
    checksum.add(payload)
    return checksum.checksum == sum ? .entry(number: number, payload: body..<(body + Int(length))) : .damaged
  }

  /// The place of the next whole entry behind damage, or `nil`.
  static func next(in bytes: [UInt8], after start: Int) -> Int? {
    var place = start + 1
    while place + headerLength <= bytes.count {
      if bytes[place] == mark[0], bytes[place + 1] == mark[1], case .entry = read(bytes, at: place) { return place }
      place += 1
    }
    return nil
  }
}

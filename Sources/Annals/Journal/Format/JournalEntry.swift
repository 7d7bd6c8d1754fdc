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
  static let version: UInt8 = 2
  /// The longest payload: far above a record, which fits 400 KB beside its kept texts.
  static let payloadLimit = 64 * 1024 * 1024

  /// Entries of these payloads, numbered from a number on.
  static func bytes(of payloads: [[UInt8]], from first: UInt64) -> [UInt8] {
    let count = payloads.reduce(0) { $0 + headerLength + $1.count }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      var rest = UnsafeMutableRawBufferPointer(buffer)
      for (index, payload) in payloads.enumerated() {
        rest.copyBytes(from: mark)
        rest[2] = version
        rest[3] = 0
        rest.storeBytes(of: UInt32(payload.count).littleEndian, toByteOffset: 4, as: UInt32.self)
        rest.storeBytes(of: (first + UInt64(index)).littleEndian, toByteOffset: 8, as: UInt64.self)
        payload.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: rest[headerLength...]).copyMemory(from: $0) }
        var checksum = CRC32C()
        checksum.add(UnsafeRawBufferPointer(rebasing: rest[..<16]))
        checksum.add(UnsafeRawBufferPointer(rebasing: rest[headerLength..<(headerLength + payload.count)]))
        rest.storeBytes(of: checksum.checksum.littleEndian, toByteOffset: 16, as: UInt32.self)
        rest = UnsafeMutableRawBufferPointer(rebasing: rest[(headerLength + payload.count)...])
      }
      initialized = count
    }
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

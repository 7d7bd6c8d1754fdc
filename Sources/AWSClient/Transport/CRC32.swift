/// The checksum of DynamoDB's replies (`x-amz-crc32`; polynomial 0xEDB88320), eight bytes a step.
enum CRC32 {
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes { bytes in
      tables.withUnsafeBufferPointer { tables in
        var crc: UInt32 = 0xFFFF_FFFF
        var index = 0
        while index + 8 <= bytes.count {
          let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian ^ UInt64(crc)
          var next: UInt32 = 0
          for step in 0..<8 { next ^= tables[(7 - step) << 8 | Int(word >> UInt64(step * 8) & 255)] }
          crc = next
          index += 8
        }
        while index < bytes.count {
          crc = crc >> 8 ^ tables[Int((crc ^ UInt32(bytes[index])) & 255)]
          index += 1
        }
        return ~crc
      }
    }
  }

  /// Eight tables of 256: a byte's effect when it stands that many bytes before the end of a step.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var crc = UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
      tables[byte] = crc
    }
    for index in 256..<(8 * 256) { tables[index] = tables[index - 256] >> 8 ^ tables[Int(tables[index - 256] & 255)] }
    return tables
  }()
}

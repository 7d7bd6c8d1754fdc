internal import CCRC32C

/// The Castagnoli checksum that each entry of a journal carries.
///
/// Source: RFC 3720, appendix B.4 (polynomial 0x1EDC6F41, reflected): by the processor's instruction where it has one, else eight bytes a step
/// by "slicing" (Kounavis and Berry, 2008).
struct CRC32C {
  private static let hasInstruction = annals_has_crc32c()

  private var remainder: UInt32 = 0xFFFF_FFFF

  /// The checksum of the bytes added so far.
  var checksum: UInt32 { ~remainder }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    if Self.hasInstruction, let start = bytes.baseAddress {
      remainder = annals_crc32c(remainder, start, bytes.count)
    } else {
      addBySlicing(bytes)
    }
  }

  /// The same on every processor.
  mutating func addBySlicing(_ bytes: UnsafeRawBufferPointer) {
    var remainder = self.remainder
    var index = 0
    Self.tables.withUnsafeBufferPointer { table in
      while index + 8 <= bytes.count {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ UInt64(remainder)
        var next: UInt32 = 0
        for lane in 0..<8 { next ^= table[(7 - lane) * 256 + Int(truncatingIfNeeded: (word >> UInt64(8 * lane)) & 0xFF)] }
        remainder = next
        index += 8
      }
      while index < bytes.count {
        remainder = (remainder >> 8) ^ table[Int((remainder ^ UInt32(bytes[index])) & 0xFF)]
        index += 1
      }
    }
    self.remainder = remainder
  }

  mutating func add(_ bytes: some Sequence<UInt8>) {
    let isContiguous: Void? = bytes.withContiguousStorageIfAvailable { add(UnsafeRawBufferPointer($0)) }
    if isContiguous == nil { Array(bytes).withUnsafeBytes { add($0) } }
  }

  /// Eight tables of 256 one after another: what a byte leaves behind, and the same moved on by one to seven bytes.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var value = UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0x82F6_3B78 : value >> 1 }
      tables[byte] = value
    }
    for table in 1..<8 {
      for byte in 0..<256 {
        let value = tables[(table - 1) * 256 + byte]
        tables[table * 256 + byte] = (value >> 8) ^ tables[Int(value & 0xFF)]
      }
    }
    return tables
  }()
}

import Testing

@testable import AWSClient

@Suite("The checksum of replies")
struct CRC32Tests {
  @Test(
    "Known checksums",
    arguments: [
      ("", 0), ("123456789", 0xCBF4_3926), ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
      (#"{"TableNames": []}"#, 363_771_991),
    ])
  func known(text: String, checksum: Int) { #expect(CRC32.checksum(Array(text.utf8)) == UInt32(checksum)) }

  @Test("Eight bytes a step give what one bit a step gives, at any length")
  func stepwise() {
    var seed: UInt64 = 42
    func next() -> UInt8 {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: seed >> 33)
    }
    for length in 0..<70 {
      let bytes = (0..<length).map { _ in next() }
      var crc: UInt32 = 0xFFFF_FFFF
      for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
      }
      #expect(CRC32.checksum(bytes) == ~crc)
    }
  }
}

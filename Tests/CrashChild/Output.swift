import Foundation

/// Standard output without a buffer: what was written is out, whatever becomes of this process.
enum Output {
  static func write(_ line: String) {
    var line = line + "\n"
    line.withUTF8 { bytes in _ = Foundation.write(STDOUT_FILENO, bytes.baseAddress, bytes.count) }
  }
}

import Crypto
import Foundation

/// A checksum as S3 writes it: SHA-256 in Base64.
public enum ObjectChecksum {
  /// The checksum of bytes.
  public static func sha256(_ bytes: [UInt8]) -> String { text(SHA256.hash(data: bytes)) }

  /// The checksum of an object that is made of parts: that of the parts' own, with their number. `nil` where one of them is no checksum.
  public static func sha256(ofParts checksums: [String]) -> String? {
    var joined = Data()
    for checksum in checksums {
      guard let bytes = Data(base64Encoded: checksum) else { return nil }
      joined += bytes
    }
    return "\(text(SHA256.hash(data: joined)))-\(checksums.count)"
  }

  static func text(_ digest: SHA256.Digest) -> String { Data(digest).base64EncodedString() }
}

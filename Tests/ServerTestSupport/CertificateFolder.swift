package import AnnalsServer
import Crypto
package import Foundation
import SwiftASN1
import X509

/// A folder with a certificate of localhost and its key, both made for the test.
package final class CertificateFolder: Sendable {
  package let url: URL

  package init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "annals-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The server's two files.
  package var files: TLSFiles { TLSFiles(certificate: url.appending(path: "cert.pem").path, key: url.appending(path: "key.pem").path) }

  /// Makes a certificate with its key.
  package static func make() throws -> (certificate: String, key: String) {
    let key = P256.Signing.PrivateKey()
    let name = try DistinguishedName { CommonName("localhost") }
    let certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(key.publicKey), notValidBefore: Date() - 3600,
      notValidAfter: Date() + 86_400, issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
        SubjectAlternativeNames([.dnsName("localhost")])
      }, issuerPrivateKey: .init(key))
    return (try certificate.serializeAsPEM().pemString, key.pemRepresentation)
  }

  /// Writes texts as the server's files.
  package func write(certificate: String? = nil, key: String? = nil) throws {
    if let certificate { try certificate.write(toFile: files.certificate, atomically: true, encoding: .utf8) }
    if let key { try key.write(toFile: files.key, atomically: true, encoding: .utf8) }
  }
}

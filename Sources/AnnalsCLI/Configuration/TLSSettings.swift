import Annals
import AnnalsServer

/// The files of the server's certificate and key, as they were given.
struct TLSSettings: Hashable, Sendable {
  /// The path of the certificate.
  var certificate: String?
  /// The path of its key.
  var key: String?

  /// Both files; `nil` where there is neither. Throws where there is one of the two.
  func files() throws(HistoryError) -> TLSFiles? {
    switch (certificate, key) {
    case (nil, nil): return nil
    case (let certificate?, let key?): return TLSFiles(certificate: certificate, key: key)
    default:
      throw HistoryError(.invalidConfiguration, "only one of tls_certificate and tls_key is given: give both, or neither")
    }
  }
}

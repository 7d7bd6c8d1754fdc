import Crypto
import Synchronization

/// A key derived for one day, region and service.
struct SigningKey: Sendable, CustomReflectable {
  private let key: SymmetricKey

  init(secret: String, day: String, region: String, service: String) {
    func next(_ key: SymmetricKey, _ text: String) -> SymmetricKey {
      SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }
    let dayKey = next(SymmetricKey(data: Array("AWS4\(secret)".utf8)), day)
    key = next(next(next(dayKey, region), service), "aws4_request")
  }

  func signature(_ text: String) -> String {
    Hexadecimal.encode(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
  }

  /// Shows nothing: it is a secret.
  var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Keeps the key of the last day that was asked for.
final class SigningKeyCache: Sendable, CustomReflectable {
  private let secret: String
  private let region: String
  private let service: String
  private let last = Mutex<(day: String, key: SigningKey)?>(nil)

  init(secret: String, region: String, service: String) {
    self.secret = secret
    self.region = region
    self.service = service
  }

  func key(day: String) -> SigningKey {
    last.withLock { last in
      if let last, last.day == day { return last.key }
      let key = SigningKey(secret: secret, day: day, region: region, service: service)
      last = (day, key)
      return key
    }
  }

  /// Shows nothing: it holds a secret.
  var customMirror: Mirror { Mirror(self, children: [:]) }
}

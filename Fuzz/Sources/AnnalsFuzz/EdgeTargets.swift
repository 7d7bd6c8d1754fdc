@testable import AWSClient
@testable import Annals
@testable import AnnalsDynamoDB
@testable import AnnalsServer

/// A reply of DynamoDB: a page of items or an error, and each item as a record.
enum DynamoDBTarget {
  static func run(_ bytes: [UInt8]) {
    _ = ErrorReply(ServiceReply(status: 400, headers: [], body: bytes))
    guard let page = try? JSONReader.read(bytes, { (reader) throws(JSONReader.Fault) in try ItemPage(from: &reader) }) else { return }
    for item in page.items {
      guard let record = try? StoredRecord(item, isWhole: true)?.record() else { continue }
      let again = try? StoredRecord(RecordItem(SanitizedRecord(record), shards: 1, retention: nil).attributes, isWhole: true)?.record()
      promise(again?.position == record.position, "a record's item is that record's")
    }
  }
}

/// A token before its signature is checked: it is taken apart, or refused with a reason that holds none of it.
enum TokenTarget {
  static func run(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    do throws(AuthenticationFailure) {
      let token = try WebToken(text)
      promise(token.signedBytes.count < text.utf8.count && !token.signature.isEmpty, "a token has a part that is signed, and its signature")
      _ = TokenClaims(object: try token.claims())["realm_access.roles"]
    } catch {
      promise(text.utf8.count < 64 || !error.reason.contains(text), "a reason does not hold the token")
    }
    // Most made-up bytes are no Base64: as claims they go around it.
    if let object = (try? JSONValue(parsing: bytes))?.object {
      let claims = TokenClaims(object: object)
      for path in ["roles", "a.b.c", "https://example.com/roles", ".", "..", ""] { _ = claims.texts(path) }
    }
  }
}

import Foundation
import Testing

@testable import AWSClient

/// A request that botocore signed.
private struct BotocoreRequest: Decodable, Sendable {
  let accessKeyID, secretAccessKey, method, path, body, region, service, authorization: String
  let token, contentHash, presignedSignature: String?
  let query, headers: [[String]]
  let s3: Bool

  struct File: Decodable { let timestamp: String; let requests: [BotocoreRequest] }

  func signer() -> SigV4 {
    let credentials = AWSCredentials(accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: token)
    return SigV4(credentials: credentials, region: region, service: service, pathStyle: s3 ? .asWritten : .normalized)
  }
}

@Suite("Signatures of random requests, as botocore makes them")
struct SigV4BotocoreTests {
  @Test("Every signature is the same")
  func all() throws {
    let file = try Fixtures.json("botocore-signatures.json", BotocoreRequest.File.self)
    let date = try Fixtures.date(file.timestamp)
    #expect(file.requests.count == 60)
    for (index, expected) in file.requests.enumerated() {
      let query = expected.query.map { (name: $0[0], value: $0[1]) }
      var request = SignableRequest(
        method: expected.method, path: expected.path, query: query, headers: expected.headers.map { ($0[0], $0[1]) })
      let payload = expected.contentHash == "UNSIGNED-PAYLOAD" ? .unsigned : PayloadHash.of(Array(expected.body.utf8))
      if let hash = expected.contentHash { request.headers.append(("X-Amz-Content-Sha256", hash)) }
      let signer = expected.signer()
      signer.sign(&request, payload: payload, at: date)
      #expect(request.headers.last?.value == expected.authorization, "request \(index)")
      if let signature = expected.presignedSignature {
        let bare = SignableRequest(method: expected.method, path: expected.path, query: query, headers: [("Host", expected.headers[0][1])])
        let url = signer.presignedPath(bare, lifetime: .seconds(900), payload: .unsigned, at: date)
        #expect(url.hasSuffix(signature), "URL \(index)")
      }
    }
  }
}

import Foundation
import Testing

@testable import AWSClient

/// A case of AWS's published suite.
struct SuiteCase: Decodable, Sendable, CustomTestStringConvertible {
  let name, method, path, query, body, timestamp, region, service, canonicalRequest, stringToSign, authorization, presignedSignature: String
  let headers: [[String]]
  let normalize, signBody, omitToken: Bool
  let token: String?
  let expires: Int

  var testDescription: String { name }

  static let all = Result { try Fixtures.json("aws-sig-v4-test-suite.json", [SuiteCase].self) }

  func signer() -> SigV4 {
    let credentials = AWSCredentials(
      accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", sessionToken: omitToken ? nil : token)
    return SigV4(credentials: credentials, region: region, service: service, pathStyle: normalize ? .normalized : .unnormalized)
  }

  func request() -> SignableRequest {
    SignableRequest(method: method, path: path, query: Self.items(query), headers: headers.map { ($0[0], $0[1]) })
  }

  static func items(_ query: String) -> [(name: String, value: String)] {
    query.split(separator: "&").map { part in
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (PercentEncoding.decode(pair[0]), pair.count > 1 ? PercentEncoding.decode(pair[1]) : "")
    }
  }
}

@Suite("Signatures of AWS's published suite")
struct SigV4SuiteTests {
  @Test("A header signature is AWS's, as are the steps before it", arguments: try SuiteCase.all.get())
  func header(test: SuiteCase) throws {
    var request = test.request()
    let payload = PayloadHash.of(Array(test.body.utf8))
    if test.signBody { request.headers.append(("X-Amz-Content-Sha256", payload.text)) }
    let signer = test.signer()
    signer.sign(&request, payload: payload, at: try Fixtures.date(test.timestamp))
    #expect(request.headers.last?.value == test.authorization)
    request.headers.removeLast()
    let canonical = signer.canonicalRequest(request, payload: payload)
    #expect(canonical.text == test.canonicalRequest)
    #expect(signer.stringToSign(canonical, time: "20150830T123600Z") == test.stringToSign)
  }

  @Test("A URL's signature is AWS's", arguments: try SuiteCase.all.get())
  func presigned(test: SuiteCase) throws {
    let payload = PayloadHash.of(Array(test.body.utf8))
    let url = test.signer().presignedPath(
      test.request(), lifetime: .seconds(test.expires), payload: payload, at: try Fixtures.date(test.timestamp))
    #expect(url.hasSuffix("&X-Amz-Signature=\(test.presignedSignature)"))
  }

  @Test("Another secret, day, region, service, body or path gives another signature")
  func sensitivity() throws {
    let date = try Fixtures.date("2015-08-30T12:36:00Z")
    func signature(
      secret: String = "secret", region: String = "r", service: String = "s", body: String = "b", path: String = "/p", day: Double = 0
    ) -> String? {
      var request = SignableRequest(method: "GET", path: path, headers: [("Host", "h")])
      SigV4(credentials: AWSCredentials(accessKeyID: "a", secretAccessKey: secret), region: region, service: service)
        .sign(&request, payload: .of(Array(body.utf8)), at: date.addingTimeInterval(day * 86_400))
      return request.headers.last?.value
    }
    let all = [
      signature(), signature(secret: "x"), signature(region: "x"), signature(service: "x"), signature(body: "x"), signature(path: "/x"),
      signature(day: 1),
    ]
    #expect(Set(all).count == all.count)
  }
}

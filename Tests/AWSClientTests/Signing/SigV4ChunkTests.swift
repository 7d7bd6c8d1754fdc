import Foundation
import Testing

@testable import AWSClient

@Suite("Signatures of chunks")
struct SigV4ChunkTests {
  @Test("Header and chunks of AWS's example have AWS's signatures")
  func example() throws {
    // Source: docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html, "Example: Signature calculations".
    let credentials = AWSCredentials(accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    let signer = SigV4(credentials: credentials, region: "us-east-1", service: "s3", pathStyle: .asWritten)
    var request = SignableRequest(
      method: "PUT", path: "/examplebucket/chunkObject.txt",
      headers: [
        ("Host", "s3.amazonaws.com"), ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ("x-amz-content-sha256", PayloadHash.signedChunks.text), ("Content-Encoding", "aws-chunked"),
        ("x-amz-decoded-content-length", "66560"), ("Content-Length", "66824"),
      ])
    var chunks = signer.signChunked(&request, at: try Fixtures.date("2013-05-24T00:00:00Z"))
    let seed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"
    #expect(request.headers.last?.value.hasSuffix("Signature=\(seed)") == true)
    let first = chunks.frame([UInt8](repeating: UInt8(ascii: "a"), count: 65_536))
    #expect(
      String(decoding: first.prefix(86), as: UTF8.self)
        == "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648")
    #expect(first.suffix(3) == Array("a\r\n".utf8)[...])
    let second = chunks.signature(of: [UInt8](repeating: UInt8(ascii: "a"), count: 1024))
    #expect(second == "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497")
    #expect(chunks.signature(of: []) == "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9")
  }
}

@Suite("AWS's notations of time")
struct AWSTimeTests {
  @Test(
    "Times are written as AWS writes them, before and after 1970 and over leap days",
    arguments: [
      (0.0, "1970-01-01T00:00:00Z"), (-1.0, "1969-12-31T23:59:59Z"), (951_782_399.9, "2000-02-28T23:59:59Z"),
      (951_782_400.0, "2000-02-29T00:00:00Z"), (4_107_542_400.0, "2100-03-01T00:00:00Z"), (1_440_938_160.0, "2015-08-30T12:36:00Z"),
    ])
  func write(seconds: Double, text: String) {
    #expect(AWSTime.iso8601(Date(timeIntervalSince1970: seconds)) == text)
    #expect(AWSTime.basic(Date(timeIntervalSince1970: seconds)) == text.filter { $0 != "-" && $0 != ":" })
  }

  @Test(
    "Times are read with fraction, offset or neither",
    arguments: [
      ("2015-08-30T12:36:00Z", 1_440_938_160.0), ("20150830T123600Z", 1_440_938_160.0), ("2015-08-30T14:36:00+02:00", 1_440_938_160.0),
      ("2015-08-30T12:36:00.250Z", 1_440_938_160.25), ("2015-08-30T05:36:00-0700", 1_440_938_160.0),
    ])
  func read(text: String, seconds: Double) { #expect(AWSTime.parseISO8601(text)?.timeIntervalSince1970 == seconds) }

  @Test(
    "What is no time is none",
    arguments: ["", "soon", "2015-08-30", "2015-08-30T12:36:00", "2015-08-30T12:36:00Zulu", "2015-08-30T12:36:00+2"])
  func reject(text: String) { #expect(AWSTime.parseISO8601(text) == nil) }

  @Test("An HTTP date is read")
  func httpDate() {
    #expect(AWSTime.parseHTTPDate("Sun, 30 Aug 2015 12:36:00 GMT")?.timeIntervalSince1970 == 1_440_938_160)
    #expect(AWSTime.parseHTTPDate("Sunday, 30-Aug-15 12:36:00 GMT") == nil)
  }
}

import NIOHTTP1

/// The problems of what cannot be read as a request.
enum MalformedRequest {
  static let slowBody = Problem(.tooSlow, "the body came too slowly: send it faster, or in smaller parts")

  /// The problem that a parser's error is.
  static func problem(of error: any Error) -> Problem {
    switch error as? HTTPParserError {
    case .headerOverflow: Problem(.headersTooLarge, "the request line or the headers are too large: send shorter ones")
    case .invalidMethod: Problem(.malformed, "the method is none: send one of HTTP's")
    case .invalidURL, .invalidPath, .invalidHost: Problem(.malformed, "the path is none: send it percent-encoded")
    case .invalidContentLength, .unexpectedContentLength:
      Problem(.malformed, "the length of the body is not clear: send one Content-Length, or chunks, and not both")
    case .invalidHeaderToken, .lfExpected, .strictModeAssertion: Problem(.malformed, "a header is none: send NAME: VALUE and CRLF")
    default: Problem(.malformed, "the request is not HTTP/1.1: send it as RFC 9112 describes")
    }
  }
}

import AWSClient

/// Why nothing can be asked of DynamoDB at all, where a call's failure says so.
struct CallTrouble {
  private let region: String
  private let clockOffset: Duration

  init(_ client: AWSClient) {
    region = client.region
    clockOffset = client.clockOffset
  }

  /// The finding that an examination ends with; `nil` for failures that concern only the one call.
  func finding(_ error: AWSError) -> DoctorFinding? {
    switch error.code {
    case .credentialsNotFound:
      failed(
        "credentials", "there are no credentials for AWS",
        "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run where a role is attached")
    case .credentialsUnavailable:
      failed("credentials", "the credentials that are set up cannot be had: \(error.message)", "put right what the sentence names")
    case "ExpiredTokenException", "ExpiredToken":
      failed("credentials", "the credentials have expired", "get new ones: log in again, or renew the session token")
    case "UnrecognizedClientException", "InvalidClientTokenId", "MissingAuthenticationTokenException", "MissingAuthenticationToken":
      failed(
        "credentials", "AWS does not know the access key in the region \(region)",
        "check AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN and AWS_REGION; a region that is off for the account knows none of its keys")
    case "InvalidSignatureException", "SignatureDoesNotMatch", "IncompleteSignature", "IncompleteSignatureException": signature(error)
    case "RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture":
      failed("clock", "AWS refuses signatures of this machine's time", "set the clock by NTP")
    case .connectionFailed, .timedOut, .deadlineExceeded:
      failed(
        "region", "DynamoDB does not answer in the region \(region)",
        "check AWS_REGION, AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL, and the way to the network")
    case .invalidConfiguration:
      failed("region", error.message, "put right the setting that the sentence names")
    default: nil
    }
  }

  private func signature(_ error: AWSError) -> DoctorFinding {
    if error.message.contains("scoped to") {
      return failed(
        "region", "the endpoint is not of the region \(region) that requests are signed for",
        "set AWS_REGION to the endpoint's region, or take AWS_ENDPOINT_URL away")
    }
    if error.message.contains("Signature expired") || error.message.contains("Signature not yet current") {
      return failed("clock", "AWS refuses signatures of this machine's time", "set the clock by NTP")
    }
    return failed(
      "credentials", "the secret access key does not belong to the access key", "check AWS_SECRET_ACCESS_KEY; copy both anew")
  }

  private func failed(_ check: String, _ sentence: String, _ remedy: String) -> DoctorFinding {
    DoctorFinding(check, .failed(sentence, remedy: remedy))
  }

  /// How this machine's clock goes, after some calls.
  var clock: DoctorFinding {
    let seconds = clockOffset.components.seconds
    guard seconds != 0 else { return DoctorFinding("clock", .fine("the clock is right enough for signatures")) }
    let minutes = max(1, abs(seconds) / 60)
    return DoctorFinding(
      "clock",
      .warning(
        "this machine's clock is \(minutes) min \(seconds > 0 ? "behind" : "ahead of") AWS's; signatures are corrected, timestamps of records "
          + "are not", remedy: "set the clock by NTP"))
  }
}

import AWSClient
import Annals

extension HistoryError {
  /// What a failed call to the table means for history, and what to do about it.
  init(_ error: AWSError, table: String) {
    let (code, sentence) = Self.reading(error, table)
    self.init(code, sentence, underlying: error)
  }

  private static func reading(_ error: AWSError, _ table: String) -> (Code, String) {
    switch error.code {
    case "ResourceNotFoundException":
      (.storeUnavailable, "the table \"\(table)\" or its index is not there: check name, region and account, or make it with annals setup")
    case "AccessDeniedException":
      (.storeUnavailable, "the credentials may not do this to the table \"\(table)\": allow it in their policy (\(error.message))")
    case "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "MissingAuthenticationToken":
      (.storeUnavailable, "AWS does not know the credentials (\(error.code.rawValue)): check the key and the region")
    case "ExpiredTokenException", "ExpiredToken":
      (.storeUnavailable, "the credentials have expired: get new ones")
    case .credentialsNotFound, .credentialsUnavailable:
      (.storeUnavailable, "there are no credentials for AWS: \(error.message)")
    case "ValidationException" where error.message.contains("does not match the schema") || error.message.contains("schema element"):
      (.storeUnavailable, "the table \"\(table)\" has other keys: history needs a partition key PK and a sort key SK, both strings")
    case "ValidationException", "ItemCollectionSizeLimitExceededException", "SerializationException":
      (.storeRejected, "DynamoDB refused what was sent: \(error.message)")
    case _ where error.isThrottling:
      (.storeUnavailable, "the table \"\(table)\" takes no more at the moment: give it more capacity, or wait")
    default:
      (.storeUnavailable, "DynamoDB did not do what was asked: \(error)")
    }
  }
}

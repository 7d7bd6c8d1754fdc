import AWSClient
import Annals

@testable import AnnalsDynamoDB

/// Items as states show them.
struct AttributeJSON {
  func object(_ map: AttributeMap) -> JSONObject {
    var decoder = AttributeDecoder()
    return decoder.object(map.withKeptNumbers)
  }
}

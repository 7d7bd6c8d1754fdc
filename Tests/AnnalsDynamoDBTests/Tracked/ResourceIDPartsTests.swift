import AWSClient
import AnnalsDynamoDB
import Testing

@Suite("Ids from keys")
struct ResourceIDPartsTests {
  @Test("Ids of several attributes lead back to them, whatever is in these")
  func roundTrip() {
    let texts = ["", "a", "#", "%", "%23", "a#b", "%25", "##", "é#%"]
    var ids: Set<String> = []
    for first in texts {
      for second in texts {
        let id = ResourceIDParts(["PK", "SK"], of: ["PK": .s(first), "SK": .s(second)]).joined
        #expect(ResourceIDParts(id: id, count: 2)?.texts == [first, second])
        #expect(ids.insert(id).inserted)
      }
    }
  }

  @Test("One attribute is the id as it is, and a number is one however it was written")
  func single() {
    #expect(ResourceIDParts(["id"], of: ["id": "a#b%"]).joined == "a#b%")
    for text in ["1", "1.0", "+1", "1e0", "01"] { #expect(ResourceIDParts(["id"], of: ["id": .n(text)]).joined == "1") }
    #expect(ResourceIDParts(["id"], of: ["id": .b([0, 255])]).joined == "AP8=")
    #expect(ResourceIDParts(id: "a", count: 2) == nil)
  }
}

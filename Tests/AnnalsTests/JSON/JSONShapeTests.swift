import Testing

@testable import Annals

@Suite("The shape of JSON text")
struct JSONShapeTests {
  private func isObject(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBufferPointer { JSONShape.isObject($0) } }

  @Test(
    "An object is one, whatever it holds",
    arguments: [
      "{}", "{\"a\":1}", "{\"a\":[],\"b\":{}}", "{\"a\":[1,-2.5e+3,true,false,null,\"x\\\"y\\\\\"]}", "{\"\":{\"é\":[[{}],[]]}}",
      "{\"a\": 1 , \"b\":[ 1 , 2 ]}",
    ])
  func objects(text: String) { #expect(isObject(Array(text.utf8))) }

  @Test(
    "What was cut or altered is none",
    arguments: [
      "", "{", "[]", "1", "{\"secret", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1]", "{\"a\":[1}", "{\"a\":1,}", "{\"a\":[1,]}", "{\"a\":}",
      "{\"a\" 1}", "{a:1}", "{\"a\":tru}", "{\"a\":1x}", "{\"a\":\"\n\"}", "{}{}", "{} ", "{\"a\":1 2}", "{,}", "{\"a\":[,]}", "{\"a\\\"}",
    ])
  func damaged(text: String) { #expect(!isObject(Array(text.utf8))) }

  @Test("Every beginning of an object, short of the whole, is none")
  func beginnings() {
    let text = Array("{\"a\":[1,{\"b\":\"c\\n\"},null],\"d\":{\"e\":-1e5}}".utf8)
    for length in text.indices { #expect(!isObject(Array(text[..<length]))) }
    #expect(isObject(text))
  }

  @Test("Text that is not UTF-8 is none")
  func encoding() {
    #expect(!isObject([0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, 0xFF, 0x22, 0x7D]))
  }

  @Test("Depth costs no stack")
  func depth() {
    let text = "{\"a\":" + String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000) + "}"
    #expect(isObject(Array(text.utf8)))
  }
}

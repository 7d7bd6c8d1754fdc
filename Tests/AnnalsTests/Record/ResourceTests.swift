import Annals
import Testing

@Suite("Resource")
struct ResourceTests {
  static let types: [(text: String, name: String)] = [
    ("PROMPT", "PROMPT"), ("prompt", "PROMPT"), ("pRoMpT", "PROMPT"), ("a", "A"), ("straße", "STRASSE"), ("é", "É"),
    ("e\u{301}", "E\u{301}"), ("my type/1", "MY TYPE/1"),
    (String(repeating: "x", count: 64), String(repeating: "X", count: 64)),
    (String(repeating: "ß", count: 32), String(repeating: "S", count: 64)),
    (String(repeating: "😀", count: 64), String(repeating: "😀", count: 64)), ("日本", "日本"),
  ]

  @Test("A type is upper-cased at the edge", arguments: types)
  func acceptsType(text: String, name: String) throws {
    let type = try ResourceType(text)
    #expect(type.name.unicodeScalars.elementsEqual(name.unicodeScalars))
    // Upper case of upper case is the same, so that a type read back is the type.
    #expect(try ResourceType(type.name) == type)
    #expect(ResourceType(coercing: text) == type)
  }

  static let badTypes: [(text: String, hint: String)] = [
    ("", "1 to 64 characters, not 0"), (String(repeating: "x", count: 65), "1 to 64 characters, not 65"),
    (String(repeating: "ß", count: 33), "1 to 64 characters, not 66"),
    // One Character may be any number of bytes, and ΐ becomes three code points.
    ("e" + String(repeating: "\u{301}", count: 64), "not 65"), (String(repeating: "\u{390}", count: 22), "not 66"),
    ("A#B", "has no #, which separates the parts of a key: \"A#B\" has one"), ("#\u{301}", "has no #"), ("A\u{0}", "no control characters"),
    ("A\nB", "no control characters"),
    ("\u{85}", "no control characters"),
  ]

  @Test("What is no type is refused with what would be right, and can be made one", arguments: badTypes)
  func refusesType(text: String, hint: String) throws {
    let error = try #require(throws: HistoryError.self) { try ResourceType(text) }
    #expect(error.code == .invalidResourceType)
    #expect(error.description.contains(hint), "\(error)")
    let coerced = ResourceType(coercing: text)
    #expect(try ResourceType(coerced.name) == coerced)
  }

  @Test("Upper-casing a type twice is upper-casing it once, for every character")
  func idempotent() {
    for code in UInt32(0x20)...0x1FFFF {
      guard let scalar = Unicode.Scalar(code) else { continue }
      let upper = String(scalar).uppercased()
      guard upper.uppercased().utf8.elementsEqual(upper.utf8) else {
        Issue.record("U+\(String(code, radix: 16)) changes twice")
        continue
      }
    }
  }

  @Test(
    "An id is any text of 1 to 1,024 bytes",
    arguments: [
      "a", "#", "a#b", "#\u{301}", "\u{301}", "/x/y z", "..", "👩‍👩‍👧", "\u{0}", "\n", " ", "%2F", String(repeating: "x", count: 1024),
      String(repeating: "é", count: 512),
    ])
  func ids(id: String) throws {
    let resource = try Resource("t", id)
    #expect(resource.id.utf8.elementsEqual(id.utf8))
    #expect(Resource(coercing: "t", id) == resource)
  }

  @Test(
    "Other ids are refused with their size, and can be made one",
    arguments: ["", String(repeating: "x", count: 1025), String(repeating: "é", count: 513), String(repeating: "😀", count: 9999)])
  func badIDs(id: String) throws {
    let error = try #require(throws: HistoryError.self) { try Resource("t", id) }
    #expect(error.code == .invalidResourceID)
    #expect(error.description == "a resource id has 1 to 1,024 bytes in UTF-8, not \(id.utf8.count)")
    let coerced = Resource(coercing: "t", id)
    #expect(try Resource(coerced.type.name, coerced.id) == coerced)
    #expect(coerced != Resource(coercing: "t", id + "z"))
  }

  @Test("Resources are told apart, and ordered, by bytes")
  func order() throws {
    #expect(try Resource("A", "\u{E9}") != Resource("A", "e\u{301}"))
    #expect(try Resource("\u{E9}", "x") != Resource("e\u{301}", "x"))
    let ordered = try [("A", "b"), ("A", "e\u{301}"), ("A", "\u{E9}"), ("A", "\u{FFFF}"), ("A", "\u{10000}"), ("A1", "a"), ("B", "a")].map {
      try Resource($0.0, $0.1)
    }
    #expect(ordered.shuffled().sorted() == ordered)
    #expect(Set(ordered).count == ordered.count)
  }

  @Test(
    "A user is 1 to 256 bytes without control characters",
    arguments: ["admin@igad.org", "é", "a b#c/d", "👩‍👩‍👧", String(repeating: "x", count: 256)])
  func users(id: String) throws {
    #expect(try User(id).id == id)
    #expect(try User(id) == User(coercing: id))
  }

  static let badUsers: [(id: String, hint: String, coerced: String)] = [
    ("", "1 to 256 bytes in UTF-8, not 0", "system"),
    (String(repeating: "é", count: 129), "1 to 256 bytes in UTF-8, not 258", String(repeating: "é", count: 128)),
    ("a\u{0}b", "no control characters", "ab"), ("a\r\nb", "no control characters", "ab"), ("\u{7F}", "no control characters", "system"),
    ("\t", "no control characters", "system"),
  ]

  @Test("Another user is refused with what would be right, and can be made one", arguments: badUsers)
  func refusesUser(id: String, hint: String, coerced: String) throws {
    let error = try #require(throws: HistoryError.self) { try User(id) }
    #expect(error.code == .invalidUser)
    #expect(error.description.contains(hint))
    #expect(User(coercing: id).id == coerced)
  }

  @Test("A kind is one of four, in any case")
  func kinds() throws {
    #expect(try OperationKind.allCases.map { try OperationKind($0.rawValue.lowercased()) } == OperationKind.allCases)
    for text in ["", "CREATED", "DELETE_FAILED", " READ", "patch"] {
      let error = try #require(throws: HistoryError.self) { try OperationKind(text) }
      #expect(error.code == .invalidOperation)
      #expect(error.description == "the operation \"\(text)\" is unknown: send CREATE, UPDATE, DELETE or READ")
    }
  }

  @Test("A text is cut between characters' encodings, never within one")
  func prefixes() {
    let text = "aé日😀"
    let lengths = (0...11).map { text.prefix(utf8Bytes: $0).utf8.count }
    #expect(lengths == [0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10])
    #expect(text.prefix(utf8Bytes: -1).isEmpty)
  }

  @Test("A digest is read from what it is written as, and from nothing else")
  func digests() throws {
    let digest = TextDigest(of: "abc")
    #expect(digest.description == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(TextDigest(hexadecimal: digest.description) == digest)
    #expect(TextDigest(hexadecimal: digest.description.uppercased()) == digest)
    #expect(TextDigest(bytes: digest.bytes) == digest)
    for text in ["", "ab", digest.description + "0", "g" + digest.description.dropFirst(), String(digest.description.dropLast())] {
      #expect(TextDigest(hexadecimal: text) == nil)
    }
    #expect(TextDigest(bytes: []) == nil)
  }
}

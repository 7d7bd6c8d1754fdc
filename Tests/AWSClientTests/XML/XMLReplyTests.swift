import Testing

@testable import AWSClient

@Suite("XML of replies")
struct XMLReplyTests {
  private func read(_ text: String, as name: String = "A") throws -> XMLReply { try XMLReply.read(Array(text.utf8), as: name) }

  @Test("Elements, texts, entities and CDATA are read; attributes, comments and the prolog are stepped over")
  func whole() throws {
    let document = try read(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!-- a > comment -->
      <A xmlns="http://x/?a>b"><B>1 &lt;2&#x20AC;&#33;</B><C/><D a='/'><B>in</B></D><B><![CDATA[<3&]]></B></A>

      """)
    #expect(document["B"] == "1 <2€!")
    #expect(document.elements("B").map(\.text) == ["1 <2€!", "<3&"])
    #expect(document["C"] == "")
    #expect(document.element("D")?["B"] == "in")
    #expect(document["E"] == nil)
  }

  @Test("Blanks before the prolog are stepped over: S3 sends them while it works")
  func blanks() throws {
    #expect(try read("  \n <?xml version=\"1.0\"?>\n\n  <A><B>x</B></A>")["B"] == "x")
  }

  @Test(
    "What is no whole document is told, and where",
    arguments: [
      "", "<", "<A", "<A>", "<A><B></A>", "<A></A>x", "<A>&unknown;</A>", "<A>&#xD800;</A>", "<A>&lt</A>", "<B></B>", "<A><![CDATA[</A>",
      "<!DOCTYPE A [<!ENTITY x 'y'>]><A>&x;</A>", String(repeating: "<A>", count: 100),
    ])
  func damaged(text: String) {
    #expect(throws: JSONReader.Fault.self) { try read(text) }
  }

  @Test("An error is told from what holds one")
  func errors() {
    #expect(ErrorReply.isError(Array(" \n<?xml version=\"1.0\"?>\n<Error><Code>InternalError</Code></Error>".utf8)))
    #expect(ErrorReply.isError(Array("<Error xmlns=\"x\"><Code>A</Code></Error>".utf8)))
    #expect(!ErrorReply.isError(Array("<?xml version=\"1.0\"?><Errors><Error></Error></Errors>".utf8)))
    #expect(!ErrorReply.isError([]))
  }
}

import Annals
import AnnalsYAML
import Testing

@Suite("A YAML file")
struct YAMLValueTests {
  private func value(_ text: String) throws -> YAMLValue { try YAMLValue(text, file: "rules.yaml") }

  @Test("is read with names, lists, texts, numbers and truths")
  func reads() throws {
    let fields = try value("name: deletions\nmore_than: 10\nshare: 5.5\non: true\ntypes: [PROMPT, 12]\nempty: ~\n")
      .fields(["name", "more_than", "share", "on", "types", "empty"])
    #expect(try fields.required("name").text() == "deletions")
    #expect(try fields.required("more_than").wholeNumber(1...100) == 10)
    #expect(try fields.required("share").number(0...100) == 5.5)
    #expect(try fields.required("on").boolean())
    #expect(try fields.required("types").elements().map { try $0.text() } == ["PROMPT", "12"])
    #expect(try fields.required("name").oneOrMore().map { try $0.text() } == ["deletions"])
    #expect(fields["empty"] == nil)
  }

  @Test(
    "that says what has no meaning is refused, with the line and what would be right",
    arguments: [
      ("a: 1\nb: [", "rules.yaml is no YAML: line 3"),
      ("", "rules.yaml is empty: write what it should say"),
      ("name: x\nname: y", "this name stands twice: name"),
      ("name: x\nnam: y", "rules.yaml:2:6: there is no \"nam\": known are name, more_than"),
      ("name: x\nmore_than: ten", "rules.yaml:2:12: expected a whole number from 1 to 100"),
      ("name: x\nmore_than: 101", "rules.yaml:2:12: expected a whole number from 1 to 100"),
      ("more_than: 10", "rules.yaml:1:1: \"name\" is missing: give it"),
      ("name: [x]\nmore_than: 10", "rules.yaml:1:7: expected a text"),
      ("- name", "rules.yaml:1:1: expected names with values (name: value)"),
    ])
  func refuses(text: String, sentence: String) throws {
    let error = try #require(throws: HistoryError.self) {
      let fields = try value(text).fields(["name", "more_than"])
      _ = try fields.required("name").text()
      _ = try fields.required("more_than").wholeNumber(1...100)
    }
    #expect(error.code == .invalidConfiguration)
    #expect(error.description.contains(sentence), "\(error)")
  }
}

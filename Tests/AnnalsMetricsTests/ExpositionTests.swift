import AnnalsTestSupport
import Testing

/// What reads the exposition in tests must itself be strict.
@Suite("Reading Prometheus' text format")
struct ExpositionTests {
  @Test(
    "What is not the format is refused",
    arguments: [
      "# HELP a b\n# TYPE a gauge\na 1", "a 1\n", "# TYPE a gauge\na 1\n", "# HELP a b\n# TYPE a thing\na 1\n",
      "# HELP a b\n# TYPE a gauge\na{x=\"1\",x=\"2\"} 1\n", "# HELP a b\n# TYPE a gauge\na{x=1} 1\n", "# HELP a b\n# TYPE a gauge\na one\n",
      "# HELP a b\n# TYPE a gauge\na{x=\"\\q\"} 1\n", "# HELP a b\n# TYPE a gauge\na 1\na 2\n", "# HELP a b\n# TYPE a counter\na 1\n",
      "# HELP a-b c\n# TYPE a-b gauge\na-b 1\n", "# HELP a b\n# TYPE a gauge\n\na 1\n",
      "# HELP a b\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n",
      "# HELP a b\n# TYPE a histogram\na_bucket{le=\"1\"} 1\na_sum 1\na_count 1\n",
      "# HELP a b\n# TYPE a gauge\na 1\n# HELP a b\n# TYPE a gauge\na 2\n",
    ])
  func refused(text: String) { #expect(throws: Exposition.Malformed.self) { try Exposition(text) } }

  @Test("What is the format is read")
  func read() throws {
    let read = try Exposition("# HELP a b \\\\ c\\nd\n# TYPE a gauge\na{x=\"1\\\"\\\\\\n\",y=\"\"} -1.5e3\na NaN\n")
    #expect(read.families["a"]?.help == "b \\ c\nd")
    #expect(read.samples("a", ["y": ""]).first?.value == -1500)
    #expect(read.samples("a", ["y": ""]).first?.labels["x"] == "1\"\\\n")
  }
}

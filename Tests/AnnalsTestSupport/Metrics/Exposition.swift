/// Metrics in Prometheus' text format, read as strictly as the format is written down.
///
/// Source: prometheus.io/docs/instrumenting/exposition_formats, text format 0.0.4.
package struct Exposition: Sendable {
  /// What is wrong with a text, and where.
  package struct Malformed: Error, CustomStringConvertible {
    package let description: String
  }

  /// One value.
  package struct Sample: Hashable, Sendable {
    package let name: String
    package let labels: [String: String]
    package let value: Double
  }

  /// What stands below one `# TYPE`.
  package struct Family: Sendable {
    package let name: String
    package let help: String
    package let kind: String
    package internal(set) var samples: [Sample] = []
  }

  /// The families by name.
  package private(set) var families: [String: Family] = [:]

  /// Reads a text. Throws ``Malformed``.
  package init(_ text: String) throws {
    guard text.hasSuffix("\n") else { throw Malformed(description: "the last line has no end") }
    var current: Family?
    var help: (name: String, text: String)?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().enumerated() {
      func wrong(_ sentence: String) -> Malformed { Malformed(description: "line \(index + 1): \(sentence): \(line)") }
      if line.hasPrefix("# HELP ") {
        if let current { try close(current) }
        current = nil
        let parts = line.dropFirst(7).split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { throw wrong("a HELP without text") }
        help = (String(parts[0]), try Self.unescaped(parts[1], isQuoted: false))
      } else if line.hasPrefix("# TYPE ") {
        let parts = line.dropFirst(7).split(separator: " ")
        guard parts.count == 2, ["counter", "gauge", "histogram"].contains(parts[1]) else { throw wrong("a TYPE of no kind") }
        guard let told = help, told.name == parts[0] else { throw wrong("a TYPE without its HELP") }
        guard ExpositionLine.isMetricName(told.name), families[told.name] == nil else { throw wrong("a name that is none, or comes twice") }
        current = Family(name: told.name, help: told.text, kind: String(parts[1]))
      } else {
        guard let sample = ExpositionLine(line).sample else { throw wrong("no sample") }
        guard current?.takes(sample.name) ?? false else { throw wrong("a sample outside its family") }
        current?.samples.append(sample)
      }
    }
    if let current { try close(current) }
  }

  private mutating func close(_ family: Family) throws {
    try family.check()
    families[family.name] = family
  }

  /// The sum of a sample's values over all series that have these labels; `nil` where there is none.
  package func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
    let found = samples(name, labels)
    return found.isEmpty ? nil : found.reduce(0) { $0 + $1.value }
  }

  /// The samples of a name that have these labels.
  package func samples(_ name: String, _ labels: [String: String] = [:]) -> [Sample] {
    families.values.flatMap(\.samples).filter { sample in
      sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value }
    }
  }

  static func unescaped(_ text: Substring, isQuoted: Bool) throws -> String {
    var result = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      guard character == "\\" else {
        guard !isQuoted || character != "\"" else { throw Malformed(description: "a quote that is not escaped: \(text)") }
        result.append(character)
        continue
      }
      switch rest.popFirst() {
      case "\\": result.append("\\")
      case "n": result.append("\n")
      case "\"" where isQuoted: result.append("\"")
      default: throw Malformed(description: "an escape that is none: \(text)")
      }
    }
    return result
  }
}

extension Exposition.Family {
  func takes(_ sample: String) -> Bool {
    kind == "histogram" ? ["_bucket", "_sum", "_count"].contains { sample == name + $0 } : sample == name
  }

  /// Throws where a series comes twice, a counter falls below zero or is not called one, or a histogram's buckets do not add up.
  func check() throws {
    func wrong(_ sentence: String) -> Exposition.Malformed { Exposition.Malformed(description: "\(name): \(sentence)") }
    guard Set(samples.map { "\($0.name) \($0.labels.sorted { $0.key < $1.key })" }).count == samples.count else {
      throw wrong("a series comes twice")
    }
    if kind == "counter" {
      guard name.hasSuffix("_total"), samples.allSatisfy({ $0.value >= 0 }) else { throw wrong("a counter below zero, or without _total") }
    }
    guard kind == "histogram" else { return }
    let series = Dictionary(grouping: samples) { sample in sample.labels.filter { $0.key != "le" } }
    for (labels, samples) in series {
      let buckets = samples.filter { $0.name == name + "_bucket" }.map { (bound: ExpositionLine.number($0.labels["le"] ?? ""), $0.value) }
      let count = samples.first { $0.name == name + "_count" }?.value
      let isRising = zip(buckets, buckets.dropFirst()).allSatisfy { ($0.bound ?? 0) < ($1.bound ?? 0) && $0.1 <= $1.1 }
      guard isRising, buckets.last?.bound == .infinity, buckets.last?.1 == count, samples.contains(where: { $0.name == name + "_sum" })
      else { throw wrong("the buckets of \(labels) do not add up") }
    }
  }
}

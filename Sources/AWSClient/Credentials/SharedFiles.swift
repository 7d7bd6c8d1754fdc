import Foundation

/// A profile's or section's settings.
struct Profile: Sendable, CustomReflectable {
  private var values: [String: String] = [:]
  /// Settings one level below, such as `dynamodb` in a section of services.
  private(set) var nested: [String: [String: String]] = [:]

  subscript(key: String) -> String? { values[key].flatMap { $0.isEmpty ? nil : $0 } }

  mutating func set(_ key: String, _ value: String) { values[key] = value }
  mutating func set(_ outer: String, _ key: String, _ value: String) { nested[outer, default: [:]][key] = value }
  mutating func merge(_ other: Profile) {
    values.merge(other.values) { _, new in new }
    nested.merge(other.nested) { _, new in new }
  }

  /// Shows no value: some are secrets.
  var customMirror: Mirror { Mirror(self, children: ["keys": values.keys.sorted()]) }
}

/// The files that AWS's tools share: `config` and `credentials`.
///
/// Source: docs.aws.amazon.com/sdkref/latest/guide/file-format.html
struct SharedFiles: Sendable {
  /// The profile in use.
  let profileName: String
  /// Whether someone asked for the profile by name.
  let isProfileNamed: Bool
  private let profiles: [String: Profile]
  private let serviceSections: [String: Profile]

  /// Reads what files there are. Throws `invalidConfiguration` where one cannot be understood.
  init(environment: [String: String]) throws(AWSError) {
    let name = environment.nonEmpty("AWS_PROFILE")
    profileName = name ?? "default"
    isProfileNamed = name != nil
    let home = environment.nonEmpty("HOME") ?? environment.nonEmpty("USERPROFILE") ?? NSHomeDirectory()
    func path(_ variable: String, _ file: String) -> String {
      let path = environment.nonEmpty(variable) ?? "~/.aws/\(file)"
      return path.hasPrefix("~/") ? home + path.dropFirst(1) : path
    }
    var profiles: [String: Profile] = [:]
    var services: [String: Profile] = [:]
    for (section, content) in try Self.sections(path("AWS_CONFIG_FILE", "config")) {
      let words = section.split(separator: " ", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      switch (words.first, words.count) {
      case ("profile", 2): profiles[words[1], default: Profile()].merge(content)
      case ("default", 1): if profiles["default"] == nil { profiles["default"] = content }
      case ("services", 2): services[words[1], default: Profile()].merge(content)
      default: break
      }
    }
    // What the credentials file says precedes.
    for (section, content) in try Self.sections(path("AWS_SHARED_CREDENTIALS_FILE", "credentials")) {
      profiles[section, default: Profile()].merge(content)
    }
    self.profiles = profiles
    serviceSections = services
  }

  func profile(_ name: String) -> Profile? { profiles[name] }
  func services(_ name: String) -> Profile? { serviceSections[name] }

  private static func sections(_ path: String) throws(AWSError) -> [(name: String, Profile)] {
    guard let data = FileManager.default.contents(atPath: path) else { return [] }
    var sections: [(name: String, Profile)] = []
    var outerKey: String?
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      let text = line.trimmingCharacters(in: .whitespacesAndNewlines)
      if text.isEmpty || text.hasPrefix("#") || text.hasPrefix(";") { continue }
      let problem = AWSError(.invalidConfiguration, "line \(number + 1) of \(path) is neither [section] nor name = value")
      if text.hasPrefix("[") {
        guard let end = text.firstIndex(of: "]") else { throw problem }
        let name = text[text.index(after: text.startIndex)..<end].replacing("\"", with: "").trimmingCharacters(in: .whitespaces)
        sections.append((name, Profile()))
        outerKey = nil
        continue
      }
      guard !sections.isEmpty, let equals = text.firstIndex(of: "=") else { throw problem }
      let key = text[..<equals].trimmingCharacters(in: .whitespaces).lowercased()
      let value = withoutComment(text[text.index(after: equals)...])
      let isIndented = line.first == " " || line.first == "\t"
      if isIndented, let outerKey {
        sections[sections.count - 1].1.set(outerKey, key, value)
      } else {
        sections[sections.count - 1].1.set(key, value)
        outerKey = value.isEmpty ? key : nil
      }
    }
    return sections
  }

  /// A value ends where white space and a comment sign stand.
  private static func withoutComment(_ text: Substring) -> String {
    var end = text.endIndex
    for mark in [" #", " ;", "\t#", "\t;"] {
      if let range = text.firstRange(of: mark) { end = min(end, range.lowerBound) }
    }
    return text[..<end].trimmingCharacters(in: .whitespaces)
  }
}

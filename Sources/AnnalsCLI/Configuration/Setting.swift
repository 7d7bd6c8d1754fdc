import Annals

/// What is wrong with a setting's value, as what would be right: "give a whole number from 0 to 65535".
struct SettingProblem: Error {
  let advice: String
  init(_ advice: String) { self.advice = advice }
}

/// A setting's value as it was given.
enum SettingValue: Hashable, Sendable {
  case text(String)
  case list([String])

  /// The value as one text, a list joined by commas.
  var text: String {
    switch self {
    case .text(let text): text
    case .list(let elements): elements.joined(separator: ",")
    }
  }
}

/// One setting: its name, form, default and effect, and how a value takes effect.
struct Setting: Sendable {
  /// The name in a file; the variable's and the flag's follow from it.
  let name: String
  /// Whether the value is several texts.
  let isList: Bool
  /// Whether the value must never be shown.
  let isSecret: Bool
  /// What values it takes, in words.
  let form: String
  /// What it does.
  let effect: String
  /// The value in settings as text, such as the default in `Settings()`.
  let text: @Sendable (Settings) -> String
  /// Takes a value into settings.
  let apply: @Sendable (SettingValue, inout Settings) throws(SettingProblem) -> Void

  /// Where in settings a value is kept.
  typealias Place<Value> = any WritableKeyPath<Settings, Value> & Sendable

  /// The environment variable's name.
  var variable: String { "ANNALS_" + name.uppercased() }
  /// How it is given on the command line.
  var flag: String {
    Self.namedFlags.contains(name) ? "--\(name.replacing("_", with: "-"))" : "--set \(name)"
  }

  /// The settings that have a flag of their own.
  private static let namedFlags: Set = [
    "store", "host", "port", "log_level", "log_format", "schedule", "journal", "auth", "insecure", "jwks", "tls_certificate", "tls_key",
    "tables", "alerts", "public_url",
  ]

  /// A setting of one type of value, kept at one place.
  private init<Value: Sendable>(
    _ name: String, _ place: Place<Value>, isList: Bool = false, isSecret: Bool = false, form: String, effect: String,
    text: @escaping @Sendable (Value) -> String, read: @escaping @Sendable (SettingValue) throws(SettingProblem) -> Value
  ) {
    self.name = name
    self.isList = isList
    self.isSecret = isSecret
    self.form = form
    self.effect = effect
    self.text = { settings in text(settings[keyPath: place]) }
    apply = { value, settings throws(SettingProblem) in settings[keyPath: place] = try read(value) }
  }

  static func text(_ name: String, _ place: Place<String>, form: String, _ effect: String) -> Setting {
    Setting(name, place, form: form, effect: effect, text: { $0 }) { value throws(SettingProblem) in
      guard !value.text.isEmpty else { throw SettingProblem("give \(form)") }
      return value.text
    }
  }

  /// A text that there need not be.
  static func optionalText(_ name: String, _ place: Place<String?>, form: String, _ effect: String) -> Setting {
    Setting(name, place, form: form, effect: effect, text: { $0 ?? "" }, read: { $0.text.isEmpty ? nil : $0.text })
  }

  /// An address that paths are appended to.
  static func publicURL(_ name: String, _ place: Place<String?>, _ effect: String) -> Setting {
    let form = "an address without a query, as https://annals.example.org"
    return Setting(name, place, form: form, effect: effect, text: { $0 ?? "" }) { value throws(SettingProblem) in
      var text = value.text
      while text.hasSuffix("/") { text.removeLast() }
      guard !text.isEmpty else { return nil }
      let hasHost = ["https://", "http://"].contains { text.hasPrefix($0) && text.utf8.count > $0.utf8.count }
      guard hasHost, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !text.contains(where: { "?#\"<>\\".contains($0) }) else {
        throw SettingProblem("give \(form)")
      }
      return text
    }
  }

  /// A key that is never shown.
  static func secret(_ name: String, _ place: Place<FingerprintKey?>, form: String, _ effect: String) -> Setting {
    Setting(name, place, isSecret: true, form: form, effect: effect, text: { $0 == nil ? "" : "(set)" }) { value throws(SettingProblem) in
      guard let key = try? FingerprintKey(value.text.utf8) else { throw SettingProblem("give \(form)") }
      return key
    }
  }

  static func onOff(_ name: String, _ place: Place<Bool>, _ effect: String) -> Setting {
    Setting(name, place, form: "true or false", effect: effect, text: \.description) { value throws(SettingProblem) in
      switch value.text.lowercased() {
      case "true", "on", "yes", "1": return true
      case "false", "off", "no", "0": return false
      default: throw SettingProblem("give true or false")
      }
    }
  }

  static func store(_ name: String, _ place: Place<StoreAddress>, _ effect: String) -> Setting {
    Setting(name, place, form: StoreAddress.forms, effect: effect, text: \.description) { value throws(SettingProblem) in
      try StoreAddress(value.text)
    }
  }

  static func journal(_ name: String, _ place: Place<JournalSettings.Place>, _ effect: String) -> Setting {
    Setting(name, place, form: JournalSettings.Place.forms, effect: effect, text: \.description) { value throws(SettingProblem) in
      try JournalSettings.Place(value.text)
    }
  }

  static func durability(_ name: String, _ place: Place<JournalConfiguration.Durability>, _ effect: String) -> Setting {
    Setting(name, place, form: JournalConfiguration.Durability.forms, effect: effect, text: \.setting) { value throws(SettingProblem) in
      try JournalConfiguration.Durability(setting: value.text)
    }
  }

  static func number(
    _ name: String, _ place: Place<Int>, _ range: ClosedRange<Int>, _ effect: String
  ) -> Setting {
    let form = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return Setting(name, place, form: form, effect: effect, text: \.description) { value throws(SettingProblem) in
      guard let number = Int(value.text), range.contains(number) else { throw SettingProblem("give \(form)") }
      return number
    }
  }

  static func bytes(
    _ name: String, _ place: Place<Int>, _ range: ClosedRange<Int>, _ effect: String
  ) -> Setting {
    let form = "bytes from \(ByteCount.text(range.lowerBound)) to \(ByteCount.text(range.upperBound)), as 4096, 64KiB or 16MiB"
    return Setting(name, place, form: form, effect: effect, text: ByteCount.text) { value throws(SettingProblem) in
      guard let bytes = ByteCount.read(value.text), range.contains(bytes) else { throw SettingProblem("give \(form)") }
      return bytes
    }
  }

  static func interval(_ name: String, _ place: Place<Duration>, _ effect: String) -> Setting {
    let form = "a time from 0 to 1 day, as 50ms, 10s or 5m"
    return Setting(name, place, form: form, effect: effect, text: Interval.text) { value throws(SettingProblem) in
      guard let interval = Interval.read(value.text), interval <= .seconds(86_400) else { throw SettingProblem("give \(form)") }
      return interval
    }
  }

  /// Whole days, or none.
  static func optionalDays(_ name: String, _ place: Place<Duration?>, _ effect: String) -> Setting {
    let form = "a number of days from 1 to \(HistoryService.maximumRetention), or nothing"
    return Setting(name, place, form: form, effect: effect, text: { $0.map { "\(Int($0 / .seconds(86_400)))" } ?? "" }) {
      value throws(SettingProblem) in
      guard !value.text.isEmpty else { return nil }
      guard let days = Int(value.text), (1...HistoryService.maximumRetention).contains(days) else { throw SettingProblem("give \(form)") }
      return .seconds(days * 86_400)
    }
  }

  static func word<Word: RawRepresentable<String> & Sendable>(
    _ name: String, _ place: Place<Word>, _ words: [Word], _ effect: String
  ) -> Setting {
    let form = words.map(\.rawValue).joined(separator: ", ")
    return Setting(name, place, form: form, effect: effect, text: \.rawValue) { value throws(SettingProblem) in
      guard let word = Word(rawValue: value.text.lowercased()) else { throw SettingProblem("give one of \(form)") }
      return word
    }
  }

  /// A list of what each of its texts stands for.
  static func elements<Element: Sendable>(
    _ name: String, _ place: Place<[Element]>, form: String, _ effect: String, text: @escaping @Sendable (Element) -> String,
    read: @escaping @Sendable (String) throws(SettingProblem) -> Element
  ) -> Setting {
    Setting(
      name, place, isList: true, form: form, effect: effect, text: { $0.map(text).joined(separator: ",") },
      read: { value throws(SettingProblem) in
        let texts: [String] =
          switch value {
          case .list(let texts): texts
          case .text(let text): text.split(separator: ",").map(String.init)
          }
        var elements: [Element] = []
        for text in texts where !text.isEmpty { elements.append(try read(text)) }
        return elements
      })
  }

  static func list(_ name: String, _ place: Place<[String]>, form: String, _ effect: String) -> Setting {
    Setting(
      name, place, isList: true, form: form, effect: effect, text: { $0.joined(separator: ",") },
      read: { value in
        switch value {
        case .list(let texts): texts.filter { !$0.isEmpty }
        case .text(let text): text.split(separator: ",").map(String.init)
        }
      })
  }

  /// Names with what each stands for, as `name=value`; `read` throws for a value that is none.
  static func pairs<Value: Sendable>(
    _ name: String, _ place: Place<[String: Value]>, form: String, _ effect: String,
    text: @escaping @Sendable (Value) -> String, read: @escaping @Sendable (String) throws(SettingProblem) -> Value
  ) -> Setting {
    Setting(
      name, place, isList: true, form: form, effect: effect,
      text: { pairs in pairs.map { "\($0.key)=\(text($0.value))" }.sorted().joined(separator: ",") },
      read: { value throws(SettingProblem) in
        let texts: [String] =
          switch value {
          case .list(let texts): texts.filter { !$0.isEmpty }
          case .text(let text): text.split(separator: ",").map(String.init)
          }
        var pairs: [String: Value] = [:]
        for text in texts {
          // A name may have the sign itself.
          guard let sign = text.lastIndex(of: "="), sign != text.startIndex else { throw SettingProblem("give \(form)") }
          pairs[String(text[..<sign])] = try read(String(text[text.index(after: sign)...]))
        }
        return pairs
      })
  }

  /// One of some words, or none.
  static func optionalWord<Word: RawRepresentable<String> & Sendable>(
    _ name: String, _ place: Place<Word?>, _ words: [Word], _ effect: String
  ) -> Setting {
    let form = words.map(\.rawValue).joined(separator: ", ") + ", or nothing"
    return Setting(name, place, form: form, effect: effect, text: { $0?.rawValue ?? "" }) { value throws(SettingProblem) in
      guard !value.text.isEmpty else { return nil }
      guard let word = words.first(where: { $0.rawValue.lowercased() == value.text.lowercased() }) else {
        throw SettingProblem("give one of \(form)")
      }
      return word
    }
  }
}

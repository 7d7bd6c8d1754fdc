import Annals
import Foundation

/// A file of settings: a JSON object of names and values.
///
/// It is read here rather than by swift-configuration's own JSON provider, which lets unknown names pass and reads a number as no text.
enum SettingFile {
  /// The settings in a file. Throws `invalidConfiguration` where it cannot be read or names what is no setting.
  static func entries(path: String) throws(HistoryError) -> [String: SettingValue] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw HistoryError(.invalidConfiguration, "the configuration file \(path) cannot be read: give the path of a JSON file")
    }
    return try entries(in: Array(data), path: path)
  }

  /// The settings in a file's bytes.
  static func entries(in bytes: [UInt8], path: String) throws(HistoryError) -> [String: SettingValue] {
    let json: JSONValue
    do throws(HistoryError) {
      json = try JSONParser.parse(bytes)
    } catch {
      throw HistoryError(.invalidConfiguration, "the configuration file \(path) is \(error.description)", underlying: error)
    }
    guard let object = json.object else {
      throw HistoryError(.invalidConfiguration, "the configuration file \(path) holds \(json.kind): write an object of names and values")
    }
    var entries: [String: SettingValue] = [:]
    for member in object.members {
      guard let setting = Setting.named(member.name) else {
        throw HistoryError(
          .invalidConfiguration,
          "\(member.name.quoted(80)) in \(path) is no setting: see \"annals help configuration\" for those that are")
      }
      if member.value.isNull { continue }
      entries[setting.name] = try value(of: member.value, for: setting, path: path)
    }
    return entries
  }

  private static func value(of json: JSONValue, for setting: Setting, path: String) throws(HistoryError) -> SettingValue {
    switch json {
    case .array(let elements) where setting.isList:
      let texts = elements.compactMap(\.string)
      if texts.count == elements.count { return .list(texts) }
    case .string(let text): return setting.isList ? .list([text]) : .text(text)
    case .number(let number) where !setting.isList: return .text(number.description)
    case .bool(let value) where !setting.isList: return .text(String(value))
    default: break
    }
    let right = setting.isList ? "an array of strings: \(setting.form)" : setting.form
    throw HistoryError(.invalidConfiguration, "\(setting.name) in \(path) is \(json.kind): give \(right)")
  }
}

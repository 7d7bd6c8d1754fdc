import Annals
import Foundation

/// A JSON object as an argument gives it: as it is, as `@FILE`, or as `-` for standard input.
enum JSONArgument {
  /// The object; `nil` where the argument was not given or is `null`. `flag` is what errors call it.
  static func object(_ argument: String?, _ flag: String) throws(CommandFailure) -> JSONObject? {
    guard let argument else { return nil }
    let json: JSONValue
    do throws(HistoryError) {
      json = try JSONParser.parse(bytes(argument, flag))
    } catch {
      throw CommandFailure(.usage, "\(flag) is \(error.description); give a JSON object, @FILE, or - for standard input")
    }
    switch json {
    case .object(let object): return object
    case .null: return nil
    default: throw CommandFailure(.usage, "\(flag) is \(json.kind): give a JSON object")
    }
  }

  private static func bytes(_ argument: String, _ flag: String) throws(HistoryError) -> [UInt8] {
    if argument == "-" { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
    guard argument.hasPrefix("@") else { return Array(argument.utf8) }
    let path = String(argument.dropFirst())
    guard let data = FileManager.default.contents(atPath: path) else {
      throw HistoryError(.invalidJSON, "the file \(path), which cannot be read")
    }
    return Array(data)
  }
}

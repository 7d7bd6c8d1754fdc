import Annals
import Foundation

/// The JSON values of a file: one, or one a line.
struct Documents {
  /// A value, with the line that it began on.
  struct Document {
    let line: Int
    let value: JSONValue

    /// A finding as a line of JSON.
    func json(of finding: RedactionFinding) -> JSONObject {
      var object = finding.json
      object["line"] = .number(JSONNumber(line))
      return object
    }
  }

  private(set) var readable: [Document] = []
  /// What could not be read, as sentences.
  private(set) var problems: [String] = []
  /// Whether the values stand on lines of their own.
  private(set) var hasLines = false

  /// Reads a file; `-` is standard input. Throws where it cannot be read.
  init(path: String) throws {
    let bytes = try Self.bytes(path)
    let name = path == "-" ? "standard input" : path
    do throws(HistoryError) {
      readable = [Document(line: 1, value: try JSONParser.parse(bytes))]
      return
    } catch {
      let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        .filter { !$0.element.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }
      hasLines = lines.count > 1
      guard hasLines, (try? JSONParser.parse(lines[0].element)) != nil else {
        problems = ["\(name) is \(error.description); give one JSON value, or one a line"]
        return
      }
      for (index, line) in lines { read(line, number: index + 1, in: name) }
    }
  }

  private mutating func read(_ line: ArraySlice<UInt8>, number: Int, in name: String) {
    do throws(HistoryError) {
      readable.append(Document(line: number, value: try JSONParser.parse(line)))
    } catch {
      problems.append("line \(number) of \(name) is \(error.description); it was left out")
    }
  }

  private static func bytes(_ path: String) throws -> [UInt8] {
    var bytes: [UInt8]
    if path == "-" {
      bytes = Array(FileHandle.standardInput.readDataToEndOfFile())
    } else {
      guard let data = FileManager.default.contents(atPath: path) else {
        throw CommandFailure(.failed, "\(path) cannot be read: is it there?")
      }
      bytes = Array(data)
    }
    if bytes.starts(with: GzipReader.signature) { bytes = try GzipReader.unpack(bytes) }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    return bytes
  }
}

import Annals
import Crypto
import Foundation

/// A full export of a table to S3 as a local copy: its folder with the manifests and `data`, or one file of items.
///
/// Source: DynamoDB Developer Guide, "DynamoDB table export output format".
struct ExportFolder: Sendable {
  /// A file of items.
  struct File: Sendable {
    let path: String
    /// How many items it holds, where the manifest says it.
    var itemCount: Int?
    /// The MD5 of its bytes in Base64, where the manifest says it.
    var checksum: String?
  }

  /// The table that was exported; `nil` where no manifest says it.
  let tableName: String?
  /// The moment whose items it holds; `nil` where no manifest says it.
  let moment: Timestamp?
  let files: [File]

  /// Reads a folder's manifests, or takes a single file. Throws `invalidConfiguration` where it is no full export in DynamoDB's JSON.
  init(path: String) throws(HistoryError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Self.trouble("\(path) is not there: give the folder of an export, or a file of its items")
    }
    guard isFolder.boolValue else {
      (tableName, moment, files) = (nil, nil, [File(path: path)])
      return
    }
    let summary = try Self.object("\(path)/manifest-summary.json")
    guard summary["outputFormat"]?.string ?? "DYNAMODB_JSON" == "DYNAMODB_JSON" else {
      throw Self.trouble("\(path) holds an export in another format: export the table as DYNAMODB_JSON")
    }
    guard summary["exportType"]?.string ?? "FULL_EXPORT" == "FULL_EXPORT" else {
      throw Self.trouble("\(path) holds an incremental export, which does not have all items: give a full export")
    }
    guard let arn = summary["tableArn"]?.string, let name = arn.split(separator: "/").last, arn.contains("/"),
      let time = summary["exportTime"]?.string, let moment = try? Timestamp(time)
    else { throw Self.trouble("\(path)/manifest-summary.json does not say of which table and moment it is: copy it from S3 again") }
    tableName = String(name)
    self.moment = moment
    var files: [File] = []
    var lines = try ExportLines(path: "\(path)/manifest-files.json")
    while let line = try lines.next() {
      guard let entry = (try? JSONParser.parse(line))?.object, let key = entry["dataFileS3Key"]?.string,
        let file = key.split(separator: "/").last
      else { throw Self.trouble("\(path)/manifest-files.json has a line that names no file: copy it from S3 again") }
      files.append(
        File(path: "\(path)/data/\(file)", itemCount: entry["itemCount"]?.number?.int, checksum: entry["md5Checksum"]?.string))
    }
    self.files = files
  }

  /// Throws `corruptText` where a file is not as the manifest says.
  static func check(_ file: File) throws(HistoryError) {
    guard let checksum = file.checksum else { return }
    guard let handle = FileHandle(forReadingAtPath: file.path) else {
      throw trouble("\(file.path) cannot be read: copy the whole export from S3")
    }
    var hash = Insecure.MD5()
    do {
      while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty { hash.update(data: chunk) }
    } catch {
      throw HistoryError(.invalidConfiguration, "\(file.path) cannot be read: check its permissions", underlying: error)
    }
    guard Data(hash.finalize()).base64EncodedString() == checksum else {
      throw HistoryError(.corruptText, "\(file.path) has another checksum than the manifest says: copy it from S3 again")
    }
  }

  private static func object(_ path: String) throws(HistoryError) -> JSONObject {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw trouble("\(path) cannot be read: give the folder of an export that has its manifests")
    }
    guard let object = (try? JSONParser.parse(Array(data)))?.object else {
      throw trouble("\(path) is no JSON object: copy it from S3 again")
    }
    return object
  }

  private static func trouble(_ sentence: String) -> HistoryError { HistoryError(.invalidConfiguration, sentence) }
}

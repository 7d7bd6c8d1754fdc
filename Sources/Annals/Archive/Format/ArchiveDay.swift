/// A type's records of one day in UTC: what the files of an archive are divided by.
package struct ArchiveDay: Hashable, Sendable, Comparable {
  /// The type.
  package let type: ResourceType
  /// The day, counted from 1970-01-01.
  package let day: Int64

  /// A type's day.
  package init(type: ResourceType, day: Int64) {
    self.type = type
    self.day = day
  }

  /// The day a record belongs to.
  init(of position: RecordPosition) { self.init(type: position.resource.type, day: position.key.timestamp.day) }

  /// The most bytes of a type's name in a folder's; file systems take 255.
  private static let nameLimit = 180

  /// The folder of its files, as Hive and Athena read partitions: `type=PROMPT/year=2024/month=02/day=29`.
  package var folder: String {
    let parts = Self.date(day).split(separator: "-")
    return "type=\(Self.name(of: type))/year=\(parts[0])/month=\(parts[1])/day=\(parts[2])"
  }

  /// The day as `2024-02-29`.
  package static func date(_ day: Int64) -> String { String(Timestamp(day: day).description.prefix(10)) }

  /// The day that a text writes so; `nil` for anything else.
  package static func day(_ date: String) -> Int64? {
    guard date.utf8.count == 10, let midnight = try? Timestamp(date + "T00:00:00Z") else { return nil }
    return midnight.day
  }

  /// The type's name where a path and a URL take it; of one that is too long the beginning, told apart by a digest.
  private static func name(of type: ResourceType) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var name: [UInt8] = []
    for byte in type.name.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): name.append(byte)
      default: name += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    if name.count > nameLimit { name = Array(name.prefix(nameLimit)) + Array("~\(TextDigest(of: type.name).description.prefix(16))".utf8) }
    return String(decoding: name, as: UTF8.self)
  }

  /// By type, then by day.
  package static func < (left: ArchiveDay, right: ArchiveDay) -> Bool {
    left.type == right.type ? left.day < right.day : left.type < right.type
  }
}

/// The place of a value within a record; becomes text only where it is written down.
indirect enum JSONPath {
  case root(String)
  case name(String, in: JSONPath)
  case index(Int, in: JSONPath)
  /// Within the JSON that the text at a place holds.
  case inside(JSONPath)

  /// The path as a JSON pointer (RFC 6901): `/after_state/items/0/body`; within JSON that a text holds, behind a `#`.
  var pointer: String {
    var names: [String] = []
    var path = self
    while true {
      switch path {
      case .root(let name):
        // JSON that is no record's has no name.
        if !name.isEmpty { names.append(name) }
        return Self.pointer(names)
      case .inside(let parent): return parent.pointer + "#" + Self.pointer(names)
      case .name(let name, let parent):
        names.append(name)
        path = parent
      case .index(let index, let parent):
        names.append(String(index))
        path = parent
      }
    }
  }

  private static func pointer(_ reversed: [String]) -> String {
    reversed.reversed().reduce(into: "") { $0 += "/" + escaped($1) }
  }

  /// The names in a pointer; `nil` where it is none.
  static func names(inPointer pointer: String) -> [String]? {
    guard pointer.utf8.first == UInt8(ascii: "/") else { return nil }
    return pointer.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { part in
      var name: [UInt8] = []
      var isEscaped = false
      for byte in part {
        if isEscaped {
          name.append(byte == UInt8(ascii: "1") ? UInt8(ascii: "/") : UInt8(ascii: "~"))
          isEscaped = false
        } else if byte == UInt8(ascii: "~") {
          isEscaped = true
        } else {
          name.append(byte)
        }
      }
      return String(decoding: name, as: UTF8.self)
    }
  }

  static func escaped(_ name: String) -> String {
    guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return name }
    let bytes = name.utf8.flatMap { byte -> [UInt8] in
      switch byte {
      case UInt8(ascii: "~"): Array("~0".utf8)
      case UInt8(ascii: "/"): Array("~1".utf8)
      default: [byte]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

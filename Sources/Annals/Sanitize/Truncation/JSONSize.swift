/// How many bytes of JSON values have.
enum JSONSize {
  /// The bytes of an entry in `metadata.truncated`, besides its path.
  static let entry = 160

  /// A quick look at a state: no more than `bytes` of JSON, with no text longer than `longestText`.
  struct Bound {
    private(set) var bytes = 64
    private(set) var longestText = 0

    mutating func add(_ object: JSONObject) {
      for member in object.members {
        bytes += text(member.name) + 2
        add(member.value)
      }
    }

    private mutating func add(_ value: JSONValue) {
      bytes += 8
      switch value {
      case .null, .bool: break
      case .number(let number): bytes += number.description.utf8.count
      case .string(let string):
        longestText = max(longestText, string.utf8.count)
        bytes += text(string)
      case .array(let elements): for element in elements { add(element) }
      case .object(let object): add(object)
      }
    }

    /// A control character takes six bytes.
    private func text(_ text: String) -> Int { text.utf8.count * 6 }
  }

  /// The bytes of a value with its texts cut to a limit, and of the list's entries for them. `path` is the bytes of the value's own path.
  static func shown(_ value: JSONValue, textLimit: Int, path: Int) -> Int {
    switch value {
    case .null: 4
    case .bool: 5
    case .number(let number): number.description.utf8.count
    case .string(let string): string.utf8.count <= textLimit ? text(string) : text(string, limit: textLimit) + entry + path
    case .array(let elements): elements.reduce(2) { $0 + shown($1, textLimit: textLimit, path: path + 8) + 1 }
    case .object(let object):
      object.members.reduce(2) { size, member in
        let name = text(member.name)
        return size + name + 2 + shown(member.value, textLimit: textLimit, path: path + pathPart(member.name))
      }
    }
  }

  /// What a name adds to a path at most: escapes of the pointer, then of JSON.
  static func pathPart(_ name: String) -> Int { name.utf8.count * 6 + 1 }

  /// The bytes of a text in quotes, of which no more than the limit are shown.
  static func text(_ text: String, limit: Int = .max) -> Int {
    var text = text
    return text.withUTF8 { bytes in
      var size = 2 + min(bytes.count, limit)
      for byte in bytes.prefix(limit) {
        if byte < 0x20 { size += byte == 0x0A || byte == 0x0D || byte == 0x09 ? 1 : 5 } else if byte == 0x22 || byte == 0x5C { size += 1 }
      }
      return size
    }
  }
}

/// The one text of a request that both sides hash.
/// Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
struct CanonicalRequest {
  let text: String
  let signedHeaders: String

  init(_ request: SignableRequest, query: String, payload: PayloadHash, path: String) {
    let (lines, names) = Self.headers(request.headers)
    signedHeaders = names
    text = "\(request.method)\n\(path)\n\(query)\n\(lines)\n\(names)\n\(payload.text)"
  }

  /// Encoded names and values, ordered by name and then value, by bytes.
  static func query(_ items: [(name: String, value: String)]) -> String {
    guard !items.isEmpty else { return "" }
    let encoded = items.map { (name: PercentEncoding.encode($0.name), value: PercentEncoding.encode($0.value)) }
    // The encoded texts are ASCII, for which Swift's order is that of the bytes.
    return encoded.sorted { $0.name == $1.name ? $0.value < $1.value : $0.name < $1.name }
      .map { "\($0.name)=\($0.value)" }.joined(separator: "&")
  }

  /// The path without `.`, `..` and empty segments (RFC 3986, section 5.2.4).
  static func normalized(_ path: String) -> String {
    var kept: [Substring] = []
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)
    for segment in segments {
      switch segment {
      case "", ".": continue
      case "..": _ = kept.popLast()
      default: kept.append(segment)
      }
    }
    let endsOpen = segments.last.map { $0.isEmpty || $0 == "." || $0 == ".." } ?? true
    return "/" + kept.joined(separator: "/") + (endsOpen && !kept.isEmpty ? "/" : "")
  }

  private static func headers(_ headers: [(name: String, value: String)]) -> (lines: String, names: String) {
    var sorted = headers.map { (name: $0.name.lowercased(), value: trimmed($0.value)) }
    // Insertion sort: few headers, and those of one name must keep their order.
    for index in sorted.indices.dropFirst() {
      var place = index
      while place > 0, sorted[place].name < sorted[place - 1].name {
        sorted.swapAt(place, place - 1)
        place -= 1
      }
    }
    var lines = ""
    var names = ""
    for (index, header) in sorted.enumerated() {
      if index > 0, sorted[index - 1].name == header.name {
        lines.removeLast()
        lines += ",\(header.value)\n"
      } else {
        lines += "\(header.name):\(header.value)\n"
        names += names.isEmpty ? header.name : ";\(header.name)"
      }
    }
    return (lines, names)
  }

  /// The value without outer white space, and one space where several stood, line ends among them.
  private static func trimmed(_ value: String) -> String {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    let bytes = value.utf8
    var previousIsSpace = true
    let isClean =
      bytes.allSatisfy { byte in
        let space = isSpace(byte)
        defer { previousIsSpace = space }
        return !space || (byte == 0x20 && !previousIsSpace)
      } && (bytes.isEmpty || !previousIsSpace)
    if isClean { return value }
    return value.utf8.split(whereSeparator: isSpace).map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
  }
}

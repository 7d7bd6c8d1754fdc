/// The beginning of a text that is shown.
enum ShownText {
  /// At most this many bytes that split no character, no mark of a secret and, where there is a space near, no word.
  static func beginning(of text: String, bytes limit: Int) -> String {
    var text = text
    let end = text.withUTF8 { bytes -> Int in
      var end = min(max(limit, 0), bytes.count)
      for start in stride(from: end - 1, through: max(end - 64, 0), by: -1) {
        if let mark = RedactionMark.end(in: bytes, from: start), mark > end { end = start }
        if ASCII.isSpace(bytes[start]) { return start + 1 }
      }
      return end
    }
    return text.prefix(utf8Bytes: end)
  }
}

/// An element of the XML that S3 answers with: its name, its text, and the elements in it.
///
/// Reads what replies hold (elements, text, entities, CDATA); attributes, comments and processing instructions are stepped over, a document type
/// is refused.
struct XMLReply: Sendable {
  let name: String
  fileprivate(set) var text = ""
  fileprivate(set) var elements: [XMLReply] = []

  fileprivate init(name: String) { self.name = name }

  /// The text of the first element of a name; `nil` where there is none.
  subscript(_ name: String) -> String? { element(name)?.text }

  /// The first element of a name.
  func element(_ name: String) -> XMLReply? { elements.first { $0.name == name } }

  /// The elements of a name.
  func elements(_ name: String) -> [XMLReply] { elements.filter { $0.name == name } }

  /// Reads a document whose outer element has this name.
  static func read(_ bytes: [UInt8], as name: String) throws(JSONReader.Fault) -> XMLReply {
    let result: Result<XMLReply, JSONReader.Fault> = bytes.withUnsafeBufferPointer { buffer in
      var reader = XMLReplyReader(buffer)
      do throws(JSONReader.Fault) { return .success(try reader.document()) } catch { return .failure(error) }
    }
    let document = try result.get()
    guard document.name == name else { throw JSONReader.Fault(what: "expected the element \(name)", position: 0) }
    return document
  }
}

/// Reads XML from bytes; nesting deeper than replies have is refused.
private struct XMLReplyReader {
  private static let maximumDepth = 32

  private let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func document() throws(JSONReader.Fault) -> XMLReply {
    while true {
      skipSpace()
      guard !skips("<?", to: "?>"), !skips("<!--", to: "-->") else { continue }
      break
    }
    let document = try element(depth: 0)
    skipSpace()
    guard index == bytes.count else { throw fault("more after the end") }
    return document
  }

  private mutating func element(depth: Int) throws(JSONReader.Fault) -> XMLReply {
    guard depth < Self.maximumDepth else { throw fault("too many elements in one another") }
    guard take("<"), let name = name() else { throw fault("expected an element") }
    var element = XMLReply(name: name)
    guard let isOpen = endOfTag() else { throw fault("the element's tag does not end") }
    guard isOpen else { return element }
    var text: [UInt8] = []
    while index < bytes.count {
      if skips("<!--", to: "-->") || skips("<?", to: "?>") { continue }
      if take("<![CDATA[") {
        let start = index
        guard let end = find("]]>") else { throw fault("CDATA does not end") }
        text.append(contentsOf: bytes[start..<end])
        index = end + 3
      } else if take("</") {
        guard self.name() == name, endOfTag() == true else { throw fault("expected the end of \(name)") }
        element.text = String(decoding: text, as: UTF8.self)
        return element
      } else if bytes[index] == UInt8(ascii: "<") {
        element.elements.append(try self.element(depth: depth + 1))
      } else if bytes[index] == UInt8(ascii: "&") {
        text.append(contentsOf: try entity())
      } else {
        text.append(bytes[index])
        index += 1
      }
    }
    throw fault("the element \(name) does not end")
  }

  /// Steps over a tag's attributes and its end; whether the element is open then. `nil` where the tag does not end.
  private mutating func endOfTag() -> Bool? {
    var quote: UInt8?
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        return bytes[index - 2] != UInt8(ascii: "/")
      }
    }
    return nil
  }

  private mutating func name() -> String? {
    let start = index
    while index < bytes.count, !" \t\r\n/><\"'=&!".utf8.contains(bytes[index]) { index += 1 }
    return index > start ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
  }

  private mutating func entity() throws(JSONReader.Fault) -> [UInt8] {
    let start = index + 1
    guard let end = bytes[start...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { throw fault("an entity does not end") }
    let name = String(decoding: bytes[start..<end], as: UTF8.self)
    index = end + 1
    switch name {
    case "lt": return Array("<".utf8)
    case "gt": return Array(">".utf8)
    case "amp": return Array("&".utf8)
    case "quot": return Array("\"".utf8)
    case "apos": return Array("'".utf8)
    default: break
    }
    let isHexadecimal = name.hasPrefix("#x")
    guard name.hasPrefix("#"), let number = UInt32(name.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10),
      let scalar = Unicode.Scalar(number)
    else { throw fault("an unknown entity") }
    return Array(String(scalar).utf8)
  }

  private mutating func skips(_ start: StaticString, to end: String) -> Bool {
    guard take(start) else { return false }
    index = find(end).map { $0 + end.utf8.count } ?? bytes.count
    return true
  }

  private mutating func take(_ text: StaticString) -> Bool {
    let isThere = text.withUTF8Buffer { bytes[index...].starts(with: $0) }
    if isThere { index += text.utf8CodeUnitCount }
    return isThere
  }

  private func find(_ text: String) -> Int? {
    let text = Array(text.utf8)
    guard bytes.count - index >= text.count else { return nil }
    return (index...(bytes.count - text.count)).first { bytes[$0...].starts(with: text) }
  }

  private mutating func skipSpace() {
    while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
  }

  private func fault(_ what: String) -> JSONReader.Fault { JSONReader.Fault(what: what, position: index) }
}

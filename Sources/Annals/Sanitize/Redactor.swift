/// Replaces the secrets in states, metadata and identifiers by marks, under the rules of one resource type.
///
/// What holds no secret is given back as it came, without a copy. The cost is linear in what goes in.
struct Redactor: Sendable {
  /// Levels of JSON in strings in JSON that are opened; what lies deeper is scanned as text.
  private static let embeddingLimit = 8
  /// Names in an object that is about a secret, under which the secret itself stands: `session: {"id": …}`.
  private static let selfNames: Set<String> = ["id", "sid", "key", "value", "data", "hash", "code", "number"]
  /// How often a text is scanned while secrets are found in it.
  private static let scanLimit = 5
  /// The shortest text with a secret in it: `pin=1`.
  private static let shortestText = 5
  /// The shortest shape that is a secret without a name.
  private static let shortestShape = 13

  private let isEnabled: Bool
  private let vocabulary: NameVocabulary
  private let paths: PathRules
  private let allowedPaths: PathRules
  private let shapes: [RedactionShape]
  private let mark: RedactionMark

  /// A redactor of the rules for all types and those for one. Throws `invalidConfiguration`.
  init(_ rules: RedactionRules, type: RedactionRules.TypeRules = .init()) throws(HistoryError) {
    isEnabled = rules.isEnabled
    vocabulary = try NameVocabulary(names: rules.names + type.names)
    paths = try PathRules(rules.paths + type.paths)
    allowedPaths = try PathRules(rules.allowedPaths + type.allowedPaths)
    shapes = rules.shapes
    mark = RedactionMark(key: rules.fingerprintKey)
  }

  /// Where a value stands.
  private struct Place {
    var depth: Int
    var embedding = 0
    /// What the name says that the value has.
    var traits: NameTraits = []
    var path: PathRules.Progress
    var allowed: PathRules.Progress
  }

  /// A state or metadata without its secrets, and without what nests too deep.
  func redacted(_ object: JSONObject, root: String) -> JSONObject {
    guard isEnabled else { return NestingLimit.applied(to: object, depth: NestingLimit.rootDepth) ?? object }
    let place = Place(depth: NestingLimit.rootDepth, path: paths.start(root: root), allowed: allowedPaths.start(root: root))
    return redacted(object, at: place) ?? object
  }

  /// An identifier without secrets of known shape.
  func redacted(identifier: String) -> String {
    guard isEnabled, identifier.utf8.count >= Self.shortestShape else { return identifier }
    return scanned(identifier, place: .identifier) ?? identifier
  }

  /// A text that is the shown beginning of another, without what only the cut made look like a secret; `nil` where nothing does.
  ///
  /// So what is shown stays the same when it is redacted again. Where the whole text holds secrets, it was allowed to, and so is what is shown.
  func redacted(shown: String, of whole: String) -> String? {
    guard isEnabled else { return nil }
    let place = Place(depth: NestingLimit.rootDepth, path: .init(), allowed: .init())
    guard let redacted = redacted(shown, at: place), self.redacted(whole, at: place) == nil else { return nil }
    return redacted
  }

  private func redacted(_ object: JSONObject, at place: Place) -> JSONObject? {
    var changed: [JSONObject.Member]?
    var hasNewNames = false
    for (index, member) in object.members.enumerated() {
      let value = redacted(member, at: place)
      let name = member.name.utf8.count < Self.shortestShape ? nil : scanned(member.name)
      guard value != nil || name != nil else { continue }
      if changed == nil { changed = object.members }
      changed?[index] = .init(name: name ?? member.name, value: value ?? member.value)
      if name != nil { hasNewNames = true }
    }
    guard let changed else { return nil }
    return JSONObject(unordered: hasNewNames ? Self.withNamesApart(changed) : changed)
  }

  private func redacted(_ member: JSONObject.Member, at place: Place) -> JSONValue? {
    var inner = Place(depth: place.depth + 1, embedding: place.embedding, path: place.path, allowed: place.allowed)
    if !place.path.isOver { inner.path = paths.progress(from: place.path, into: member.name) }
    if !place.allowed.isOver { inner.allowed = allowedPaths.progress(from: place.allowed, into: member.name) }
    inner.traits = vocabulary.traits(of: member.name)
    if inner.traits.isEmpty, place.traits.contains(.scalarOnly), Self.selfNames.contains(member.name.lowercased()) {
      inner.traits = .secret
    }
    return redacted(member.value, at: inner)
  }

  /// The value without its secrets; `nil` where it holds none.
  private func redacted(_ value: JSONValue, at place: Place) -> JSONValue? {
    if place.allowed.isMatch { return NestingLimit.applied(to: value, depth: place.depth) }
    if place.path.isMatch, value != .null { return isMark(value) ? nil : .string(mark.mark(for: value)) }
    if !place.traits.isEmpty, place.traits.replaces(value) { return .string(mark.mark(for: value)) }
    switch value {
    case .null, .bool: return nil
    case .number(let number): return CardNumber.isCard(number.description) ? .string(mark.mark(for: value)) : nil
    case .string(let text): return redacted(text, at: place).map(JSONValue.string)
    case .array(let elements): return redacted(elements, at: place)
    case .object(let object):
      if NestingLimit.cuts(atDepth: place.depth) { return .string(NestingLimit.marker) }
      return redacted(object, at: place).map(JSONValue.object)
    }
  }

  private func redacted(_ elements: [JSONValue], at place: Place) -> JSONValue? {
    if NestingLimit.cuts(atDepth: place.depth) { return .string(NestingLimit.marker) }
    var changed: [JSONValue]?
    var inner = place
    inner.depth += 1
    for index in elements.indices {
      if !place.path.isOver { inner.path = paths.progress(from: place.path, into: String(index)) }
      if !place.allowed.isOver { inner.allowed = allowedPaths.progress(from: place.allowed, into: String(index)) }
      guard let element = redacted(elements[index], at: inner) else { continue }
      if changed == nil { changed = elements }
      changed?[index] = element
    }
    return changed.map(JSONValue.array)
  }

  private func isMark(_ value: JSONValue) -> Bool {
    if case .string(let text) = value { RedactionMark.isMark(text) } else { false }
  }

  /// The text without its secrets, whether it holds JSON, a form or prose; `nil` where it holds none.
  private func redacted(_ text: String, at place: Place) -> String? {
    guard text.utf8.count >= Self.shortestText else { return shapes.isEmpty ? nil : ownShapesReplaced(in: text) }
    if place.embedding < Self.embeddingLimit, EmbeddedJSON.mayBegin(text), let value = try? JSONParser.parse(text) {
      var inner = place
      inner.embedding += 1
      inner.depth = 0
      // A name's traits are about the text that holds the JSON, and did not make it a secret.
      inner.traits = place.traits.contains(.scalarOnly) ? place.traits : []
      if let redacted = redacted(value, at: inner) { return JSONWriter.text(of: redacted) }
      // What the parser left out was not searched, so it must go.
      return EmbeddedJSON.mayNestDeeply(text) ? JSONWriter.text(of: value) : nil
    }
    return scanned(text) { form in
      guard place.embedding < Self.embeddingLimit else { return nil }
      var inner = place
      inner.embedding += 1
      inner.traits = []
      return EncodedForm.replacing(in: form) { redacted($0, at: inner) }
    }
  }

  /// The text without what has the shape of a secret; where it is a form with JSON in it, `formReplaced` looks into that first.
  ///
  /// A mark can make its surroundings a secret that were none before, such as the word between a name and a token, so what was found is
  /// followed by another scan, until nothing is: redacting twice is redacting once.
  private func scanned(_ text: String, place: TextScanner.Place = .value, formReplaced: (String) -> String? = { _ in nil }) -> String? {
    var result: String?
    var copy = text
    for pass in 0..<Self.scanLimit {
      let findings = copy.withUTF8 { TextScanner.findings(in: $0, vocabulary: vocabulary, place: place) }
      if pass == 0, findings.hasEncodedJSON, let form = formReplaced(text) {
        (result, copy) = (form, form)
        continue
      }
      guard !findings.spans.isEmpty else { break }
      let replaced = copy.withUTF8 { replacing(findings.spans, in: $0) }
      (result, copy) = (replaced, replaced)
    }
    guard place == .value, !shapes.isEmpty else { return result }
    return ownShapesReplaced(in: copy) ?? result
  }

  private func replacing(_ spans: [Range<Int>], in bytes: UnsafeBufferPointer<UInt8>) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var end = 0
    for span in spans {
      result += bytes[end..<span.lowerBound]
      result += mark.mark(for: bytes[span]).utf8
      end = span.upperBound
    }
    result += bytes[end...]
    return String(decoding: result, as: UTF8.self)
  }

  private func ownShapesReplaced(in text: String) -> String? {
    var result: String?
    for shape in shapes {
      result = shape.replacing(in: result ?? text) { RedactionMark.isMark(String($0)) ? String($0) : mark.mark(for: $0.utf8) } ?? result
    }
    return result
  }

  /// Members whose names were made alike by redaction, told apart by a count, so that none is lost.
  private static func withNamesApart(_ members: [JSONObject.Member]) -> [JSONObject.Member] {
    var seen: Set<String> = []
    return members.map { member in
      var name = member.name
      var count = 1
      while !seen.insert(name).inserted {
        count += 1
        name = "\(member.name) (\(count))"
      }
      return .init(name: name, value: member.value)
    }
  }
}

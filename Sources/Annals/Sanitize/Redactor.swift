/// Replaces the secrets in states, metadata and identifiers by marks, under the rules of one resource type.
///
/// What holds no secret is given back as it came, without a copy. The cost is linear in what goes in.
struct Redactor: Sendable {
  /// Levels of JSON in strings in JSON that are opened; what lies deeper is searched as text.
  private static let embeddingLimit = 8
  /// Names in an object that is about a secret, under which the secret itself stands: `session: {"id": …}`.
  private static let selfNames: Set<String> = ["id", "sid", "key", "value", "data", "hash", "code", "number"]

  private let isEnabled: Bool
  private let vocabulary: NameVocabulary
  private let paths: PathRules
  private let allowedPaths: PathRules
  private let mark: RedactionMark
  private let texts: TextRedactor

  /// A redactor of the rules for all types and those for one. Throws `invalidConfiguration`.
  init(_ rules: RedactionRules, type: RedactionRules.TypeRules = .init()) throws(HistoryError) {
    isEnabled = rules.isEnabled
    vocabulary = try NameVocabulary(names: rules.names + type.names)
    paths = try PathRules(rules.paths + type.paths)
    allowedPaths = try PathRules(rules.allowedPaths + type.allowedPaths)
    mark = RedactionMark(key: rules.fingerprintKey)
    texts = TextRedactor(vocabulary: vocabulary, shapes: rules.shapes, mark: mark)
  }

  /// Where a value stands.
  private struct Place {
    var depth: Int
    var embedding = 0
    /// What the name says that the value has.
    var traits: NameTraits = []
    var path: PathRules.Progress
    var allowed: PathRules.Progress
    /// Set where somebody asks what is redacted.
    var trail: RedactionTrail?
  }

  /// A state or metadata without its secrets, and without what nests too deep. A trace takes down what was redacted and why.
  func redacted(_ object: JSONObject, root: String, trace: RedactionTrace? = nil) -> JSONObject {
    guard isEnabled else { return NestingLimit.applied(to: object, depth: NestingLimit.rootDepth) ?? object }
    return redacted(object, at: start(root, trace)) ?? object
  }

  /// Any JSON without its secrets, and without what nests too deep.
  func redacted(_ value: JSONValue, root: String, trace: RedactionTrace? = nil) -> JSONValue {
    guard isEnabled else { return NestingLimit.applied(to: value, depth: NestingLimit.rootDepth) ?? value }
    return redacted(value, at: start(root, trace)) ?? value
  }

  private func start(_ root: String, _ trace: RedactionTrace?) -> Place {
    Place(
      depth: NestingLimit.rootDepth, path: paths.start(root: root), allowed: allowedPaths.start(root: root),
      trail: trace.map { RedactionTrail(trace: $0, path: .root(root)) })
  }

  /// An identifier without secrets of known shape, their marks with fingerprints. One of up to 19 digits alone is a number, whatever it could be.
  func redacted(identifier: String, root: String = "", trace: RedactionTrace? = nil) -> String {
    guard isEnabled, TextRedactor.mayHoldSecret(identifier),
      identifier.utf8.count > 19 || !identifier.utf8.allSatisfy(ASCII.isDigit)
    else { return identifier }
    return texts.redacted(identifier, as: .identifier, trail: trace.map { RedactionTrail(trace: $0, path: .root(root)) }) ?? identifier
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
      let name = TextRedactor.mayHoldSecret(member.name) ? texts.redacted(member.name, as: .name, trail: place.trail) : nil
      let value = redacted(member, shownAs: name, at: place)
      guard value != nil || name != nil else { continue }
      if changed == nil { changed = object.members }
      changed?[index] = .init(name: name ?? member.name, value: value ?? member.value)
      if name != nil { hasNewNames = true }
    }
    guard let changed else { return nil }
    return JSONObject(unordered: hasNewNames ? Self.withNamesApart(changed) : changed)
  }

  private func redacted(_ member: JSONObject.Member, shownAs name: String?, at place: Place) -> JSONValue? {
    var inner = Place(depth: place.depth + 1, embedding: place.embedding, path: place.path, allowed: place.allowed)
    if !place.path.isOver { inner.path = paths.progress(from: place.path, into: member.name) }
    if !place.allowed.isOver { inner.allowed = allowedPaths.progress(from: place.allowed, into: member.name) }
    if let trail = place.trail { inner.trail = trail.into(name ?? member.name) }
    // By the name as it is shown, so that redacting again decides the same.
    inner.traits = vocabulary.traits(of: name ?? member.name)
    if inner.traits.isEmpty, place.traits.contains(.scalarOnly), Self.selfNames.contains(member.name.lowercased()) {
      inner.traits = .secret
    }
    return redacted(member.value, at: inner)
  }

  /// The value without its secrets; `nil` where it holds none.
  private func redacted(_ value: JSONValue, at place: Place) -> JSONValue? {
    if place.allowed.isMatch { return NestingLimit.applied(to: value, depth: place.depth) }
    if place.path.isMatch, value != .null { return isMark(value) ? nil : replaced(value, by: .path, at: place) }
    if !place.traits.isEmpty, place.traits.replaces(value) { return replaced(value, by: .name, at: place) }
    switch value {
    case .null, .bool: return nil
    case .number(let number): return CardNumber.isCard(number.description) ? replaced(value, by: .cardNumber, at: place) : nil
    case .string(let text): return redacted(text, at: place).map(JSONValue.string)
    case .array(let elements): return redacted(elements, at: place)
    case .object(let object):
      if NestingLimit.cuts(atDepth: place.depth) { return .string(NestingLimit.marker) }
      return redacted(object, at: place).map(JSONValue.object)
    }
  }

  /// The mark in the place of a value that goes as a whole.
  private func replaced(_ value: JSONValue, by rule: RedactionRule, at place: Place) -> JSONValue {
    if let trail = place.trail { trail.note(.value, rule, size: value.string?.utf8.count ?? JSONWriter.text(of: value).utf8.count) }
    return .string(mark.mark(for: value))
  }

  private func redacted(_ elements: [JSONValue], at place: Place) -> JSONValue? {
    if NestingLimit.cuts(atDepth: place.depth) { return .string(NestingLimit.marker) }
    var changed: [JSONValue]?
    var inner = place
    var key = KeyLines()
    inner.depth += 1
    for index in elements.indices {
      if !place.path.isOver { inner.path = paths.progress(from: place.path, into: String(index)) }
      if !place.allowed.isOver { inner.allowed = allowedPaths.progress(from: place.allowed, into: String(index)) }
      if let trail = place.trail { inner.trail = trail.into(index) }
      let isKey = key.takes(elements[index]) && !inner.allowed.isMatch
      guard let element = isKey ? replaced(elements[index], by: .privateKey, at: inner) : redacted(elements[index], at: inner) else {
        continue
      }
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
    guard text.utf8.count >= TextRedactor.shortestText else { return texts.ownShapesReplaced(in: text, trail: place.trail) }
    if place.embedding < Self.embeddingLimit, EmbeddedJSON.mayBegin(text), let value = try? JSONParser.parse(text) {
      var inner = place
      inner.embedding += 1
      inner.depth = 0
      inner.trail = place.trail?.inside
      // A name's traits are about the text that holds the JSON, and did not make it a secret.
      inner.traits = place.traits.contains(.scalarOnly) ? place.traits : []
      if let redacted = redacted(value, at: inner) { return JSONWriter.text(of: redacted) }
      // What the parser left out was not searched, so it must go.
      return EmbeddedJSON.mayNestDeeply(text) ? JSONWriter.text(of: value) : nil
    }
    let redacted = texts.redacted(text, trail: place.trail) { form in
      guard place.embedding < Self.embeddingLimit else { return nil }
      var inner = place
      inner.embedding += 1
      inner.traits = []
      return EncodedForm.replacing(in: form) { self.redacted($0, at: inner) }
    }
    // What went may have been all that kept the text from being JSON.
    guard let redacted, place.embedding < Self.embeddingLimit, EmbeddedJSON.mayBegin(redacted), (try? JSONParser.parse(redacted)) != nil
    else { return redacted }
    return self.redacted(redacted, at: place) ?? redacted
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

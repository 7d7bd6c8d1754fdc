/// Cuts what is too long to be shown, and keeps it whole.
///
/// First texts over the text limit. Where a record is still over its limit, its largest values, whole and as JSON, so that no cut value lies
/// within another and putting them back is one step.
struct Truncator {
  /// Levels at which single values are picked; below, a value goes as a whole. Bounds the cost, for each level measures what lies below it.
  private static let pickingDepth = 8
  /// Values smaller than this are not picked: too many small cuts would take more room than they give.
  private static let smallestPick = 2_048

  private let rules: TruncationRules
  private let redactor: Redactor
  private var list = TruncationList()
  private var texts: [KeptText] = []
  private var digests: Set<TextDigest> = []

  private struct Child {
    let value: JSONValue
    let path: JSONPath
    let size: Int
    let pathSize: Int
  }

  private enum Plan {
    case shown
    case limited(Int)
    case replaced
  }

  private init(rules: TruncationRules, redactor: Redactor) {
    self.rules = rules
    self.redactor = redactor
  }

  /// The record with its long texts cut, and the whole texts.
  static func cut(_ record: HistoryRecord, rules: TruncationRules, redactor: Redactor) -> SanitizedRecord {
    var bound = JSONSize.Bound()
    for object in [record.before, record.after, record.metadata] { if let object { bound.add(object) } }
    if bound.longestText <= rules.textLimit, bound.bytes <= rules.recordLimit { return SanitizedRecord(record) }
    var truncator = Truncator(rules: rules, redactor: redactor)
    return truncator.cut(record)
  }

  private mutating func cut(_ record: HistoryRecord) -> SanitizedRecord {
    let roots: [(String, JSONObject?)] = [("before_state", record.before), ("after_state", record.after), ("metadata", record.metadata)]
    let children = roots.map { name, object in child(object.map(JSONValue.object) ?? .null, .root(name), pathSize: name.utf8.count + 1) }
    // The list itself takes a name and brackets; three roots without a value to pick always fit.
    let plans = Self.plan(children, budget: rules.recordLimit - 64) ?? Array(repeating: .replaced, count: children.count)
    var shown = zip(children, plans).map { child, plan in apply(plan, to: child, level: 0) }
    if case .string = shown[2] { shown[2] = .object(Self.essence(of: record.metadata)) }
    var metadata = shown[2].object ?? record.metadata
    metadata[TruncationList.name] = list.json
    return SanitizedRecord(
      record.replacing(before: Self.state(shown[0]), after: Self.state(shown[1]), metadata: metadata), texts: texts)
  }

  /// A state is an object even where all of it was cut.
  private static func state(_ value: JSONValue) -> JSONObject? {
    if case .string = value { [TruncationList.name: value] } else { value.object }
  }

  /// What metadata shows where all of it was cut: whether the operation failed, and why.
  private static func essence(of metadata: JSONObject) -> JSONObject {
    var essence: JSONObject = [:]
    essence["success"] = metadata["success"]?.bool.map(JSONValue.bool)
    if let error = metadata["error"]?.string {
      essence["error"] = .string(error.utf8.count <= 512 ? error : ShownText.beginning(of: error, bytes: 508) + "…")
    }
    return essence
  }

  private func child(_ value: JSONValue, _ path: JSONPath, pathSize: Int) -> Child {
    Child(value: value, path: path, size: JSONSize.shown(value, textLimit: rules.textLimit, path: pathSize), pathSize: pathSize)
  }

  /// Which values go so that all together fit: the largest first, the last of them only in part. `nil` where that is not enough.
  private static func plan(_ children: [Child], budget: Int) -> [Plan]? {
    var plans = Array(repeating: Plan.shown, count: children.count)
    var excess = children.reduce(0) { $0 + $1.size } - budget
    guard excess > 0 else { return plans }
    let picks = children.indices.filter { children[$0].size >= smallestPick }.sorted { children[$0].size > children[$1].size }
    for index in picks where excess > 0 {
      let child = children[index]
      let saving = child.size - cost(ofCutting: child)
      guard saving > 0 else { return nil }
      plans[index] = saving > excess ? .limited(child.size - excess) : .replaced
      excess -= saving
    }
    return excess <= 0 ? plans : nil
  }

  private static func cost(ofCutting child: Child) -> Int { JSONSize.entry + child.pathSize + 384 }

  private mutating func apply(_ plan: Plan, to child: Child, level: Int) -> JSONValue {
    switch plan {
    case .shown: textsCut(child.value, at: child.path) ?? child.value
    case .replaced: replaced(child.value, at: child.path)
    case .limited(let budget): limited(child, to: budget, level: level + 1)
    }
  }

  /// The value within a budget that is too small for all of it.
  private mutating func limited(_ child: Child, to budget: Int, level: Int) -> JSONValue {
    guard level < Self.pickingDepth else { return replaced(child.value, at: child.path) }
    switch child.value {
    case .array(let elements):
      let children = elements.enumerated().map { self.child($1, .index($0, in: child.path), pathSize: child.pathSize + 8) }
      guard let plans = Self.plan(children, budget: budget - elements.count - 2) else { break }
      return .array(zip(children, plans).map { apply($1, to: $0, level: level) })
    case .object(let object):
      let children = object.members.map { member in
        self.child(member.value, .name(member.name, in: child.path), pathSize: child.pathSize + JSONSize.pathPart(member.name))
      }
      let names = object.members.reduce(2) { $0 + JSONSize.text($1.name) + 2 }
      guard let plans = Self.plan(children, budget: budget - names) else { break }
      var members = object.members
      for index in members.indices { members[index].value = apply(plans[index], to: children[index], level: level) }
      return .object(JSONObject(unordered: members))
    default: break
    }
    return replaced(child.value, at: child.path)
  }

  /// The value with its long texts cut; `nil` where there are none.
  private mutating func textsCut(_ value: JSONValue, at path: JSONPath) -> JSONValue? {
    switch value {
    case .null, .bool, .number: return nil
    case .string(let text): return text.utf8.count > rules.textLimit ? .string(kept(text, .text, at: path, limit: rules.textLimit)) : nil
    case .array(let elements):
      var changed: [JSONValue]?
      for index in elements.indices {
        guard let element = textsCut(elements[index], at: .index(index, in: path)) else { continue }
        if changed == nil { changed = elements }
        changed?[index] = element
      }
      return changed.map(JSONValue.array)
    case .object(let object):
      var changed: [JSONObject.Member]?
      for (index, member) in object.members.enumerated() {
        guard let value = textsCut(member.value, at: .name(member.name, in: path)) else { continue }
        if changed == nil { changed = object.members }
        changed?[index].value = value
      }
      return changed.map { .object(JSONObject(unordered: $0)) }
    }
  }

  /// What stands in the place of a value that is cut as a whole.
  private mutating func replaced(_ value: JSONValue, at path: JSONPath) -> JSONValue {
    if case .string(let text) = value { return .string(kept(text, .text, at: path, limit: 192)) }
    return .string(kept(JSONWriter.text(of: value), .json, at: path, limit: 0))
  }

  /// Keeps a text whole and lists it; what is shown of it.
  private mutating func kept(_ text: String, _ kind: TruncationList.Entry.Kind, at path: JSONPath, limit: Int) -> String {
    let digest = TextDigest(of: text)
    let entry = TruncationList.Entry(path: path.pointer, length: text.utf8.count, digest: digest, kind: kind)
    list.entries.append(entry)
    if digests.insert(digest).inserted { texts.append(KeptText(compressing: text, digest: digest)) }
    let mark = entry.mark
    guard kind == .text else { return mark }
    let shown = ShownText.beginning(of: text, bytes: limit - mark.utf8.count) + mark
    let redacted = redactor.redacted(shown: shown, of: text) ?? shown
    return redacted.hasSuffix(mark) && redacted.utf8.count <= limit ? redacted : mark
  }
}

/// Three-way merging: what others changed of a state is kept, and the rest is as it is to be.
///
/// Lists are matched as ``StateDiff`` matches them, so that an element that others added or changed stays while another one is put back.
enum StateMerge {
  /// A state with what others made of the base put into it. Where they changed the same field, theirs stays.
  static func merged(base: JSONObject, theirs: JSONObject, ours: JSONObject) -> JSONObject {
    var names: [String] = ours.members.map(\.name)
    names += theirs.members.map(\.name).filter { ours[$0] == nil }
    return JSONObject(names.compactMap { name in member(base[name], theirs[name], ours[name]).map { (name, $0) } })
  }

  /// The value of a member in the result; `nil` where it is not in it.
  private static func member(_ base: JSONValue?, _ theirs: JSONValue?, _ ours: JSONValue?) -> JSONValue? {
    if isSame(base, theirs) { return ours }
    if isSame(base, ours) { return theirs }
    guard let base, let theirs, let ours else { return theirs }
    return merged(base: base, theirs: theirs, ours: ours)
  }

  private static func merged(base: JSONValue, theirs: JSONValue, ours: JSONValue) -> JSONValue {
    if StateMatch.isSame(base, theirs) { return ours }
    if StateMatch.isSame(base, ours) { return theirs }
    switch (base, theirs, ours) {
    case (.object(let base), .object(let theirs), .object(let ours)): return .object(merged(base: base, theirs: theirs, ours: ours))
    case (.array(let base), .array(let theirs), .array(let ours)): return .array(merged(base: base, theirs: theirs, ours: ours))
    default: return theirs
    }
  }

  private static func isSame(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
    switch (left, right) {
    case (nil, nil): true
    case (let left?, let right?): StateMatch.isSame(left, right)
    default: false
    }
  }

  // MARK: Lists

  private static func merged(base: [JSONValue], theirs: [JSONValue], ours: [JSONValue]) -> [JSONValue] {
    let theirMatches = ListMatching(base, theirs).matches
    let ourMatches = ListMatching(base, ours).matches
    var ourPlaces: [Int: Int] = [:]
    for (place, match) in ourMatches.enumerated() { if let match { ourPlaces[match.index] = place } }
    // Their list, with what is to be as before; each with the place that it has in our list.
    var result: [(value: JSONValue, place: Int?)] = []
    for (element, match) in zip(theirs, theirMatches) {
      guard let match else {
        result.append((element, nil))
        continue
      }
      if let place = ourPlaces[match.index] {
        result.append((merged(base: base[match.index], theirs: element, ours: ours[place]), place))
      } else if !StateMatch.isSame(base[match.index], element) {
        result.append((element, nil))
      }
    }
    // What only our list has goes behind what is before it there.
    var anchor = 0
    for (place, element) in ours.enumerated() {
      if ourMatches[place] == nil {
        result.insert((element, place), at: anchor)
        anchor += 1
      } else if let index = result.firstIndex(where: { $0.place == place }) {
        anchor = index + 1
      }
    }
    return result.map(\.value)
  }
}

import Annals

/// What an import met, and which bad lines are told.
struct ImportTally: Hashable {
  /// Bad lines that are told one by one; what comes beyond is counted.
  static let shownLimit = 20

  /// Lines that were not blank.
  private(set) var read = 0
  /// Records that are in the store now and were not before.
  private(set) var new = 0
  /// Records that were in the store already.
  private(set) var alreadyThere = 0
  /// Lines that hold no record that can be stored.
  private(set) var bad = 0
  /// Inputs that could not be read to their end.
  var brokenInputs = 0

  /// Notes stored records, of which some were new.
  mutating func noteStored(_ count: Int, new: Int) {
    read += count
    self.new += new
    alreadyThere += count - new
  }

  /// Notes a bad line; whether it should be told.
  mutating func noteBad() -> Bool {
    read += 1
    bad += 1
    return bad <= Self.shownLimit
  }

  /// Bad lines that were not told.
  var untold: Int { max(0, bad - Self.shownLimit) }
  /// Whether all there was to read is in the store.
  var isComplete: Bool { bad == 0 && brokenInputs == 0 }

  /// `36,335 records read: 36,335 new, 0 already there, 0 bad`.
  var summary: String {
    "\(read.grouped) \(read == 1 ? "record" : "records") read: \(new.grouped) new, \(alreadyThere.grouped) already there, \(bad.grouped) bad"
  }

  /// The numbers for a script.
  var json: JSONObject {
    [
      "read": .number(JSONNumber(read)), "new": .number(JSONNumber(new)), "already_there": .number(JSONNumber(alreadyThere)),
      "bad": .number(JSONNumber(bad)), "broken_inputs": .number(JSONNumber(brokenInputs)),
    ]
  }
}

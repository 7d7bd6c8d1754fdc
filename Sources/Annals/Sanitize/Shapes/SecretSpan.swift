/// The place of a secret within a text, and the rule that found it.
struct SecretSpan: Hashable {
  var range: Range<Int>
  let rule: RedactionRule

  /// Spans in order and apart: those that overlap become one, under the rule of the one that begins first.
  static func merged(_ spans: [SecretSpan]) -> [SecretSpan] {
    guard spans.count > 1 else { return spans }
    var merged: [SecretSpan] = []
    merged.reserveCapacity(spans.count)
    for span in spans.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      if let last = merged.last, span.range.lowerBound < last.range.upperBound {
        merged[merged.count - 1].range = last.range.lowerBound..<max(last.range.upperBound, span.range.upperBound)
      } else {
        merged.append(span)
      }
    }
    return merged
  }
}

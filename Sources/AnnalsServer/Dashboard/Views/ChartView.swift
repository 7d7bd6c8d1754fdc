import Annals

/// Operations over time as bars, stacked by kind: a picture that is made on the server.
struct ChartView {
  let range: TimeRange
  let timeline: OperationTimeline
  let links: Links
  /// What the bars' links keep of the question.
  let type: ResourceType?

  private static let height = 100.0
  /// The order of the kinds, from the ground up.
  private static let order: [OperationKind] = [.update, .create, .read, .delete]

  var view: View {
    let sums = timeline.counts.map { $0.values.reduce(0, +) }
    let top = Self.ceiling(sums.max() ?? 0)
    let parts = range.parts
    let columns = parts.indices.map { column($0, parts[$0], sums[$0], top) }
    return [
      "columns": columns, "width": parts.count * 10, "height": Int(Self.height), "top": Moments.count(top),
      "middle": top % 2 == 0 ? Moments.count(top / 2) : nil, "step": range.stepName,
      "first": parts.first.map { Moments.view($0.start) }, "last": parts.last.map { Moments.view($0.end) },
      "isEmpty": sums.allSatisfy { $0 == 0 },
      "legend": Self.order.filter { kind in timeline.counts.contains { $0[kind] ?? 0 > 0 } }.map(Self.legend),
    ]
  }

  private func column(_ index: Int, _ part: (start: Timestamp, end: Timestamp), _ sum: Int, _ top: Int) -> View {
    var bars: [View] = []
    var ground = Self.height
    for kind in Self.order {
      guard let count = timeline.counts[index][kind], count > 0 else { continue }
      // What is there is seen, however little it is beside the rest.
      let height = max(Double(count) / Double(max(top, 1)) * Self.height, 0.8)
      ground -= height
      bars.append(["barTone": RecordView.tone(kind), "y": Self.number(max(ground, 0)), "barHeight": Self.number(height)])
    }
    let told = Self.order.compactMap { kind in
      (timeline.counts[index][kind]).flatMap { $0 > 0 ? "\(kind.rawValue) \(Moments.count($0))" : nil }
    }
    let failed = timeline.failed[index] > 0 ? ["failed \(Moments.count(timeline.failed[index]))"] : []
    return [
      "x": index * 10, "barX": index * 10 + 1, "bars": bars, "sum": Moments.count(sum), "columnLink": link(part),
      "from": part.start.description, "to": part.end.description, "start": Moments.view(part.start),
      "told": sum > 0 ? (told + failed).joined(separator: ", ") : "nothing", "some": sum > 0,
    ]
  }

  /// Into a stretch, or to the operations of one that can be divided no more.
  private func link(_ part: (start: Timestamp, end: Timestamp)) -> String {
    let isShort = part.end.microseconds - part.start.microseconds <= 3_600_000_000
    var pairs = [(key: "from", value: part.start.description), (key: "to", value: part.end.description)]
    if let type { pairs.append((key: "type", value: type.name)) }
    return (isShort ? "\(links.base)/search" : links.home) + Links.query(pairs)
  }

  private static func legend(_ kind: OperationKind) -> View {
    ["legendTone": RecordView.tone(kind), "legendMark": RecordView.mark(kind), "legendName": kind.rawValue]
  }

  /// The least number of few digits that is not below the highest bar, and mostly can be halved.
  static func ceiling(_ number: Int) -> Int {
    var power = 1
    while power < Int.max / 100 {
      for factor in [1, 2, 3, 4, 5, 6, 8] where factor * power >= number { return factor * power }
      power *= 10
    }
    return number
  }

  private static func number(_ value: Double) -> String { String((value * 100).rounded() / 100) }
}

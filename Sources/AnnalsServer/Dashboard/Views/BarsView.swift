import Annals

/// Counts by name as bars: the longest first.
enum BarsView {
  struct Entry {
    let name: String
    let count: Int
    let link: String
    var tone = ""
  }

  static func view(_ title: String, _ entries: [Entry], empty: String, limit: Int = 8) -> View {
    let shown = entries.prefix(limit)
    let most = shown.map(\.count).max() ?? 0
    let rest = entries.dropFirst(limit).reduce(0) { $0 + $1.count }
    let rows = shown.map { entry -> View in
      [
        "entryName": RecordView.shortened(entry.name, to: 80), "entryCount": Moments.count(entry.count), "entryLink": entry.link,
        "entryTone": entry.tone, "share": most > 0 ? max(1, entry.count * 100 / most) : 0,
      ]
    }
    return [
      "barsTitle": title, "entries": rows, "noEntries": rows.isEmpty, "barsEmpty": empty,
      "rest": rest > 0 ? "\(Moments.count(entries.count - limit)) more with \(Moments.count(rest))" : nil,
    ]
  }
}

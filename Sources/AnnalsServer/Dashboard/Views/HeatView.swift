import Annals

/// When someone acts: a square for each hour of each day of the week, the darker the more.
enum HeatView {
  private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  static func view(_ records: [HistoryRecord]) -> View {
    var counts = [Int](repeating: 0, count: 7 * 24)
    for record in records { counts[slot(of: record.timestamp)] += 1 }
    let most = counts.max() ?? 0
    let rows = days.indices.map { day -> View in
      let cells = (0..<24).map { hour -> View in
        let count = counts[day * 24 + hour]
        return [
          "hour": hour < 10 ? "0\(hour)" : "\(hour)", "heatCount": Moments.count(count), "level": level(count, of: most),
          "plain": count, "word": count == 1 ? "operation" : "operations", "cellDay": days[day],
        ]
      }
      return ["day": days[day], "cells": cells]
    }
    let peak = counts.indices.max { counts[$0] < counts[$1] } ?? 0
    let told = most > 0 ? "Most at \(days[peak / 24]) \(peak % 24):00 UTC: \(Moments.count(most, "operation"))." : "Nothing to show."
    return ["heatRows": rows, "peak": told, "hours": (0..<24).map { hour -> View in ["hourName": hour % 3 == 0 ? String(hour) : nil] }]
  }

  /// The hour within a week that begins on Monday.
  private static func slot(of moment: Timestamp) -> Int {
    // 1970-01-01 was a Thursday.
    let day = Int(((moment.day + 3) % 7 + 7) % 7)
    let hour = Int((moment.microseconds - Timestamp(day: moment.day).microseconds) / 3_600_000_000)
    return day * 24 + hour
  }

  private static func level(_ count: Int, of most: Int) -> Int {
    count == 0 ? 0 : min(5, 1 + count * 5 / (most + 1))
  }
}

import Annals
import ArgumentParser

/// The archive that a command changes together with the store, and those that it does not reach.
struct ArchiveCoverage {
  /// The archive's place; `nil` where none was named.
  let place: (any ArchivePlace)?
  /// The addresses of archives that the store's records went to, and that are not covered.
  let uncovered: [String]

  /// What an option covers of the archives that a store knows. Ends with `nothingFound` where there is no archive at the place.
  init(_ inclusion: ArchiveInclusion, _ store: any HistoryStore) async throws {
    let place = if let text = inclusion.includeArchive { try await ArchiveAddress.archive(text).place } else { (any ArchivePlace)?.none }
    self.place = place
    uncovered = try await ArchiveHead.addresses(in: store).filter { $0 != place?.address }
  }

  /// Says, where it cannot be overlooked, which archives are not covered.
  func warn() {
    for address in uncovered {
      Console.complain(
        "warning: records of this history are in the archive \(SafeText.escaped(address)), which is not covered: run this with --include-archive \(SafeText.escaped(address)), too"
      )
    }
  }

  /// What a person is told of what was done in the archive.
  func lines(_ report: ArchiveRewriteReport?) -> [String] {
    guard let report, let place else { return [] }
    var lines = [
      "\(RecordCount.text(report.counts.found)) of them in the archive \(SafeText.escaped(place.address)), \(report.partsRewritten.grouped) of \(report.parts.grouped) files rewritten"
    ]
    if report.locked > 0, let until = report.lockedUntil {
      lines.append("\(report.locked.grouped) files of the archive are locked until \(TimeText.long(until)): run it again after that")
    }
    if let head = report.head { lines.append("archive head: \(head)") }
    return lines
  }
}

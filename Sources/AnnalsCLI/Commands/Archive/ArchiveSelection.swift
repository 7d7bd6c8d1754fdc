import Annals
import ArgumentParser

/// An archive, and which resources' records of it are meant.
struct ArchiveSelection: ParsableArguments {
  @Argument(help: "The archive: \(ArchiveAddress.forms).", completion: .directory)
  var place: String

  @Option(help: "Only resources of this type.", transform: { try ResourceType($0) })
  var type: ResourceType?

  @Option(help: "Only the resource with this id; needs --type.")
  var id: String?

  func validate() throws {
    if id != nil, type == nil { throw ValidationError("--id was given without --type: give both") }
  }

  /// What lets these records through that further filters do.
  func filter(_ filters: FilterOptions) -> RecordFilter {
    var filter = filters.filter(type: type)
    filter.resourceID = id
    return filter
  }
}

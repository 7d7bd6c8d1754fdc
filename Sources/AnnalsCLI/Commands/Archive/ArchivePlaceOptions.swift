import AWSClient
import Annals
import AnnalsS3
import ArgumentParser

/// How an archive's files are kept in S3.
struct ArchivePlaceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("S3: the storage class of files, such as STANDARD_IA or GLACIER_IR (default: the bucket's).", valueName: "class"))
  var storageClass: String?

  @Option(help: ArgumentHelp("S3: lock files in this mode, governance or compliance; with --lock-days.", valueName: "mode"))
  var lockMode: String?

  @Option(help: ArgumentHelp("S3: lock files for so many days from now.", valueName: "days"))
  var lockDays: Int?

  func validate() throws {
    guard (lockMode == nil) == (lockDays == nil) else { throw ValidationError("--lock-mode and --lock-days belong together: give both") }
    if let lockMode, ObjectLock.Mode(rawValue: lockMode.uppercased()) == nil {
      throw ValidationError("--lock-mode is \"\(lockMode)\": give governance or compliance")
    }
  }

  /// The options for S3.
  var s3: S3ArchivePlace.Options {
    var options = S3ArchivePlace.Options()
    options.storageClass = storageClass
    if let mode = lockMode.flatMap({ ObjectLock.Mode(rawValue: $0.uppercased()) }), let lockDays { options.lock = (mode, lockDays) }
    return options
  }
}

/// Places of archives as arguments name them.
enum ArchiveAddress {
  /// What an argument can be, for help.
  static let forms = "a folder's path, or s3://BUCKET/PREFIX"

  /// The place: in S3 where the text begins with `s3://`, else a folder.
  static func place(_ text: String, options: S3ArchivePlace.Options = .init()) throws -> any ArchivePlace {
    guard !text.isEmpty else { throw CommandFailure(.usage, "the place of the archive is empty: give \(forms)") }
    guard text.hasPrefix("s3:") else { return ArchiveFolder(path: text) }
    return try S3ArchivePlace(text, client: AWSConnection.shared.client(), options: options)
  }

  /// The archive in a place. Ends with `nothingFound` where there is none.
  static func archive(_ text: String) async throws -> Archive {
    let archive = try await Archive.open(place(text))
    guard !archive.isEmpty else { throw CommandFailure(.nothingFound, "there is no archive at \(text): annals archive makes it") }
    return archive
  }
}

/// An archive that is looked through together with the store.
struct ArchiveInclusion: ParsableArguments {
  @Option(
    help: ArgumentHelp("Look through this archive too: \(ArchiveAddress.forms).", valueName: "place"), completion: .directory)
  var includeArchive: String?

  /// The archive that is included, which has to be what the history left; `nil` for none.
  func archive(of history: HistoryService) async throws -> Archive? {
    guard let text = includeArchive else { return nil }
    let archive = try await ArchiveAddress.archive(text)
    try await archive.check(knownTo: history.store)
    return archive
  }
}

extension StoreOptions {
  /// The history in the store, with the archive's where one is included.
  func openHistory(for use: StoreAddress.Use, including inclusion: ArchiveInclusion) async throws -> HistoryService {
    let settings = try settings()
    let history = try await open(settings, for: use)
    guard let archive = try await inclusion.archive(of: history) else { return history }
    return try HistoryService(
      store: ArchivedStore(history.store, archive: archive), configuration: settings.history, logger: prepare())
  }
}

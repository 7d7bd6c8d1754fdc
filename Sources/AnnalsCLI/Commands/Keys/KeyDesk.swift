import Annals
import ArgumentParser
import Foundation

/// Who does it, for what is recorded of commands that work on the store itself.
struct ActingOptions: ParsableArguments {
  @Option(help: "Who does this, for the record of it (default: the account's name).", transform: { try User($0) })
  var by: User?

  /// The user that is recorded.
  var user: User { by ?? User(coercing: NSUserName()) }
}

/// The keys of a store, and records of what is done to them.
struct KeyDesk {
  let keys: AccessKeys
  private let log: ActLog

  init(_ options: StoreOptions, _ acting: ActingOptions) async throws {
    let settings = try options.settings()
    let history = try await options.open(settings, for: .writing)
    keys = AccessKeys(history.store)
    log = ActLog(history: history, user: acting.user)
  }

  /// Records what was done to a key.
  func note(_ act: OperationKind, _ key: AccessKey) async throws {
    let verb =
      switch act {
      case .create: "make"
      case .update: "rotate"
      default: "revoke"
      }
    try await log.note(act, Resource.access("keys/\(key.id)"), route: "annals keys \(verb)", details: key.json)
  }

  static func notFound(_ id: String) -> CommandFailure {
    CommandFailure(.nothingFound, "there is no key \(id.prefix(40)): annals keys list shows those that there are")
  }
}

/// Records of administrative acts of commands, stored before these end.
struct ActLog {
  let history: HistoryService
  let user: User

  /// Records an act.
  func note(_ act: OperationKind, _ resource: Resource, route: String, details: JSONObject) async throws {
    let event = AccessEvent(act, resource, user: user, route: route, details: details)
    _ = try await history.store.append([history.recorder.sanitizer.sanitize(event.record())])
  }
}

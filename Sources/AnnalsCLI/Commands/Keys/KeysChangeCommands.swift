import Annals
import ArgumentParser

/// `annals keys rotate`.
struct KeysRotateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate",
    abstract: "Make a key in the place of another, which ends after a time.",
    discussion: """
      The new key has the user, roles, scope and life of the old one, and is shown
      once. Until --overlap is over both are good, so that its holder can change over.

      EXAMPLES
        annals keys rotate 0k3v9x2m7q1c
        annals keys rotate 0k3v9x2m7q1c --overlap 7d

      \(ExitStatus.help)
      """)

  @Argument(help: "The key's id, as \"annals keys list\" shows it.")
  var id: String

  @Option(help: ArgumentHelp("How long the old key stays good, as 0m, 1h or 7d (default: 1h).", valueName: "time"))
  var overlap = "1h"

  @Flag(help: "The key and what it is as JSON.")
  var json = false

  @OptionGroup var acting: ActingOptions
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    guard let span = LifeTime.span(overlap) else {
      throw CommandFailure(.usage, "--overlap \(overlap.prefix(40)) is no time: give 0m, 1h or 7d")
    }
    let desk = try await KeyDesk(store, acting)
    guard let made = try await desk.keys.rotate(id, overlap: .microseconds(span)) else { throw KeyDesk.notFound(id) }
    try await desk.note(.create, made.key)
    if let old = try await desk.keys.key(id) { try await desk.note(.update, old) }
    try KeyView.show(made, isJSON: json)
  }
}

/// `annals keys revoke`.
struct KeysRevokeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: "Take a key back for good.",
    discussion: """
      Servers let nobody in with it any more, within five seconds. It stays in the
      list, so that records that name it can be read.

      EXAMPLES
        annals keys revoke 0k3v9x2m7q1c

      \(ExitStatus.help)
      """)

  @Argument(help: "The key's id, as \"annals keys list\" shows it.")
  var id: String

  @OptionGroup var acting: ActingOptions
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    let desk = try await KeyDesk(store, acting)
    guard let key = try await desk.keys.revoke(id) else { throw KeyDesk.notFound(id) }
    try await desk.note(.delete, key)
    Console.tell("annals: the key \(key.id) of \(key.user) is revoked, and in force nowhere within five seconds")
  }
}

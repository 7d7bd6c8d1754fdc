import Annals
import ArgumentParser

/// `annals alerts acknowledge`.
struct AlertsAcknowledgeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acknowledge",
    abstract: "Say that you look after an alert: nothing more is told of it but its end.",
    discussion: """
      EXAMPLES
        annals alerts acknowledge 10061p5p3n8w0-5h2k9w3d

      \(ExitStatus.help)
      """)

  @Argument(help: "The alert's id, as \"annals alerts list\" shows it.", transform: { try AlertID($0) })
  var id: AlertID

  @OptionGroup var acting: ActingOptions
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    let history = try await store.openHistory(for: .writing)
    guard let stored = try await AlertDesk(history.store).acknowledge(id, by: acting.user) else {
      throw CommandFailure(.nothingFound, "there is no alert \(id): annals alerts list shows those that there are")
    }
    try await ActLog(history: history, user: acting.user).note(
      .update, Resource.access("alerts/\(id)"), route: "annals alerts acknowledge", details: ["rule": .string(stored.alert.rule)])
    let user = stored.alert.acknowledgement?.user.id ?? acting.user.id
    Console.tell("annals: \(stored.alert.rule), \(stored.alert.subject.text), is looked after by \(user)")
  }
}

/// `annals alerts mute`.
struct AlertsMuteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mute",
    abstract: "Tell nobody of a rule's alerts for a time; they are raised and listed all the same.",
    discussion: """
      EXAMPLES
        annals alerts mute deletions-by-user --for 2h
        annals alerts mute deletions-by-user --for 0m     ends it

      \(ExitStatus.help)
      """)

  @Argument(help: "The rule's name.")
  var rule: String

  @Option(name: .customLong("for"), help: ArgumentHelp("How long, as 30m, 2h or 1d; 0m ends it.", valueName: "time"))
  var time: String

  @OptionGroup var acting: ActingOptions
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    guard let span = LifeTime.span(time) else {
      throw CommandFailure(.usage, "--for \(time.prefix(40)) is no time: give 0m, 30m, 2h or 1d")
    }
    let history = try await store.openHistory(for: .writing)
    let mute = try await AlertDesk(history.store).mute(rule, for: .microseconds(span), by: acting.user)
    try await ActLog(history: history, user: acting.user).note(
      .update, Resource.access("alerts/rules/\(rule)"), route: "annals alerts mute", details: mute.json)
    Console.tell("annals: \(rule) is \(span == 0 ? "told of again" : "muted until \(TimeText.short(mute.until)) UTC")")
  }
}

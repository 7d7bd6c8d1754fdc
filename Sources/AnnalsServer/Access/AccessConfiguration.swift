public import Annals

/// Who may do what over HTTP.
public struct AccessConfiguration: Sendable {
  /// What says who sent a request, asked in turn; the first that knows its own kind of proof decides. Default: none, so that whoever reaches the
  /// routes may do everything.
  public var authenticators: [any HistoryAuthenticator] = []
  /// The proxies that requests come through, whose word is taken for whose a request is: the address in records of who looked, and that requests are
  /// counted for. Default: none, so that it is the connection's.
  public var proxies = TrustedProxies()
  /// Fields of states that roles do not see, such as `[.reader: ["profile.email"]]`. Who has several roles that read sees what one of them sees.
  /// Default: none.
  public var hiddenFields: [Role: Set<String>] = [:]
  /// Whether a clean-up is carried out only once another user than the one who asked has approved it, and a plan applied only by another user than the
  /// one who made it. Default: `false`.
  public var needsTwoForCleanup = false

  /// The defaults.
  public init() {}

  /// Whether it matters who asks.
  var isOn: Bool { !authenticators.isEmpty }

  /// The principal with the fields hidden that all their roles hide.
  func hiding(from principal: Principal) -> Principal {
    let reading = principal.roles.filter { $0.permissions.contains(.read) }
    guard !hiddenFields.isEmpty, let first = reading.first else { return principal }
    let hidden = reading.dropFirst().reduce(hiddenFields[first] ?? []) { $0.intersection(hiddenFields[$1] ?? []) }
    var scope = principal.scope
    scope.hiddenFields.formUnion(hidden)
    return Principal(user: principal.user, roles: principal.roles, scope: scope, proof: principal.proof, keyID: principal.keyID)
  }
}

import Annals
import AnnalsServer

/// What stands between the network and the routes.
extension Setting {
  static let tls: [Setting] = [
    .optionalText(
      "tls_certificate", \.tls.certificate, form: "the path of a PEM file",
      "The server's certificate and those up to the root: connections are\nencrypted. The file is read again when it changes."),
    .optionalText("tls_key", \.tls.key, form: "the path of a PEM file", "The private key of the certificate, without a passphrase."),
  ]

  static let limits: [Setting] = [
    .number("rate_limit", \.server.limits.requestRate, 0...1_000_000, "Requests a second that one caller may send; 0 for any number."),
    .number("rate_burst", \.server.limits.requestBurst, 1...1_000_000, "Requests that one caller may send at once, after a pause."),
    .number("request_limit", \.server.limits.requestsInFlight, 1...100_000, "Requests that are served at the same time, at most."),
    .number(
      "request_limit_per_caller", \.server.limits.requestsInFlightPerCaller, 1...100_000,
      "Requests of one caller that are served at the same time, at most."),
    .number("connection_limit", \.server.limits.connections, 1...1_000_000, "Connections at most; further ones wait to be taken."),
    .number(
      "connection_limit_per_address", \.server.limits.connectionsPerAddress, 1...1_000_000,
      "Connections of one address at most; behind a proxy all are its own."),
    .interval("head_time", \.server.limits.headTime, "How long a new connection may take until its first request's headers are there."),
    .interval("body_time", \.server.limits.bodyTime, "How long a body may take to come, besides a second for each KiB."),
    .interval("idle_time", \.server.limits.idleTime, "How long a connection is kept without a request."),
  ]

  static let tokens: [Setting] = [
    .optionalText(
      "jwks", \.tokens.keys, form: "an https URL, or the path of a file",
      "The public keys of the identity provider whose tokens are taken, as a JWK\nset. They are asked for again within jwks_refresh, a file every two seconds."
    ),
    .optionalText("token_issuer", \.tokens.issuer, form: "the text of iss", "Who gives the tokens: what they have in iss."),
    .list(
      "token_audience", \.tokens.audiences, form: "texts, as annals,api://annals",
      "Whom the tokens are for: one of these is in aud, or is the client_id of a\ntoken without aud."),
    .interval("token_leeway", \.tokens.leeway, "How far the clocks of provider and server may differ, 5 minutes at most."),
    .pairs(
      "token_require", \.tokens.requiredClaims, form: "claims with values, as token_use=access",
      "Claims that tokens must have with these values.", text: { $0 }, read: { $0 }),
    .list(
      "token_user_claim", \.tokens.claims.users, form: "claims, as preferred_username,sub",
      "The claims that say who it is; the first that a token has."),
    .text(
      "token_roles_claim", \.tokens.claims.rolesPath, form: "a claim, as roles, cognito:groups or realm_access.roles",
      "The claim with the provider's names of roles or groups."),
    .pairs(
      "token_roles", \.tokens.claims.roles, form: "names with roles, as auditors=auditor,ops=operator",
      "Which of the provider's names is which role.", text: \.rawValue
    ) { text throws(SettingProblem) in
      guard let role = Role(rawValue: text) else {
        throw SettingProblem("give one of \(Role.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      return role
    },
    .optionalWord("token_default_role", \.tokens.claims.defaultRole, Role.allCases, "The role of each whose token is good."),
    .optionalText(
      "token_types_claim", \.tokens.claims.resourceTypesPath, form: "a claim, as annals_types",
      "The claim that lists the resource types that one may see, * for all;\na token without it sees none."),
    .optionalText(
      "token_prefixes_claim", \.tokens.claims.idPrefixesPath, form: "a claim, as annals_prefixes",
      "The claim that lists the beginnings of ids that one may see."),
    .optionalText(
      "token_users_claim", \.tokens.claims.usersPath, form: "a claim, as annals_users",
      "The claim that lists the users whose operations one may see."),
    .interval(
      "jwks_refresh", \.tokens.keyLifetimeLimit,
      "The longest that keys of a URL are used without asking for them again,\nwhatever the provider says: as long as a withdrawn key may still be taken."
    ),
    .interval(
      "jwks_stale_limit", \.tokens.staleKeyLimit,
      "How long the keys are used while they cannot be loaded; then nobody is let\nin by a token."),
  ]
}

import Annals
import AnnalsServer

/// Who `serve` lets in, and what they may.
struct AccessSettings: Sendable {
  /// How it is known who asks.
  enum Authentication: String, Hashable, Sendable, CaseIterable {
    /// It is not.
    case off
    /// By the API keys of the store.
    case keys
    /// By the tokens of an identity provider.
    case tokens
    /// By the header of a proxy.
    case proxy

    static let forms = "off, or any of keys, tokens, proxy with commas between"
  }

  /// Fields that a role does not see, as a setting writes it: `reader:profile.email`.
  struct HiddenField: Hashable, Sendable {
    let role: Role
    let field: String

    static let forms = "a role and a field, as reader:profile.email"

    init(_ text: String) throws(SettingProblem) {
      let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
      guard parts.count == 2, let role = Role(rawValue: parts[0].lowercased()), let field = try? AccessScope.field(parts[1]) else {
        throw SettingProblem("give \(Self.forms), with commas between")
      }
      self.role = role
      self.field = field
    }

    var text: String { "\(role.rawValue):\(field)" }
  }

  /// How it is known who asks, in this order.
  var authentication: [Authentication] = [.off]
  /// Whether other machines are let in though nobody is asked who they are.
  var isInsecure = false
  /// The header in which the proxy says who asks.
  var proxyUserHeader = "X-Forwarded-User"
  /// The header in which it says what they are.
  var proxyRolesHeader: String?
  /// What they are where it does not.
  var proxyRoles: [Role] = [.reader]
  /// Where the proxy is.
  var proxyAddresses: [AddressRange] = []
  /// The header in which it says where a request comes from.
  var proxyAddressHeader: TrustedProxies.Header? = .xForwardedFor
  /// What roles do not see.
  var hiddenFields: [HiddenField] = []
  /// Whether a clean-up needs two.
  var needsTwo = false

  /// Whether nobody is asked who they are.
  var isOff: Bool { authentication == [.off] }

  /// Throws where settings contradict each other.
  func check() throws(HistoryError) {
    if authentication.isEmpty || authentication.contains(.off) && !isOff {
      throw HistoryError(.invalidConfiguration, "auth cannot be both off and on: give \(Authentication.forms)")
    }
    if authentication.contains(.proxy), proxyAddresses.isEmpty {
      throw HistoryError(
        .invalidConfiguration, "auth is proxy, but nothing says where the proxy is, and anyone could write its header: give proxy_addresses"
      )
    }
    if needsTwo, isOff {
      throw HistoryError(.invalidConfiguration, "two_person needs to know who asks: give auth too, as keys")
    }
  }

  /// What the routes are told, with the keys of a store and what knows an identity provider's tokens.
  func configuration(_ store: any DocumentStore, tokens: TokenAuthenticator?) throws(HistoryError) -> AccessConfiguration {
    if tokens != nil, !authentication.contains(.tokens) {
      throw HistoryError(.invalidConfiguration, "jwks is given, but auth takes no tokens: add tokens to auth, as keys,tokens")
    }
    var access = AccessConfiguration()
    for kind in authentication {
      switch kind {
      case .off: break
      case .keys: access.authenticators.append(KeyAuthenticator(keys: AccessKeys(store)))
      case .tokens:
        guard let tokens else {
          throw HistoryError(.invalidConfiguration, "auth takes tokens, but nothing says whose: give jwks, token_issuer and token_audience")
        }
        access.authenticators.append(tokens)
      case .proxy:
        access.authenticators.append(
          ProxyAuthenticator(
            userHeader: proxyUserHeader, from: proxyAddresses, rolesHeader: proxyRolesHeader, roles: Set(proxyRoles)))
      }
    }
    access.hiddenFields = Dictionary(grouping: hiddenFields, by: \.role).mapValues { Set($0.map(\.field)) }
    access.needsTwoForCleanup = needsTwo
    access.proxies = TrustedProxies(at: proxyAddresses, header: proxyAddressHeader)
    return access
  }
}

extension Setting {
  /// The settings of access.
  static let access: [Setting] = [
    .elements(
      "auth", \.access.authentication, form: AccessSettings.Authentication.forms,
      "How it is known who asks: by the keys that annals keys makes, by an identity\nprovider's tokens, by the header of a proxy, or (off) not at all: then everyone\nwho reaches the server may do everything, and it serves this machine alone.",
      text: \.rawValue
    ) { text throws(SettingProblem) in
      guard let kind = AccessSettings.Authentication(rawValue: text.lowercased()) else {
        throw SettingProblem("give \(AccessSettings.Authentication.forms)")
      }
      return kind
    },
    .onOff(
      "insecure", \.access.isInsecure,
      "Whether serve listens where other machines reach it though auth is off."),
    .text(
      "proxy_user_header", \.access.proxyUserHeader, form: "a header's name, as X-Forwarded-User",
      "The header in which the proxy says who asks; it must replace what it is sent."),
    .optionalText(
      "proxy_roles_header", \.access.proxyRolesHeader, form: "a header's name, as X-Forwarded-Roles, or nothing",
      "The header in which the proxy says what they are, with commas between."),
    .elements(
      "proxy_roles", \.access.proxyRoles, form: "roles (\(Role.names)) with commas between",
      "What they are where the proxy does not say.", text: \.rawValue
    ) { text throws(SettingProblem) in
      guard let role = Role(rawValue: text.lowercased()) else { throw SettingProblem("give any of \(Role.names)") }
      return role
    },
    .elements(
      "proxy_addresses", \.access.proxyAddresses, form: "addresses or ranges, as 10.0.0.5,10.1.0.0/16",
      "Where the proxy is: its headers are believed from these addresses alone.", text: \.description
    ) { text throws(SettingProblem) in
      guard let range = try? AddressRange(text) else { throw SettingProblem("give \(AddressRange.forms)") }
      return range
    },
    .optionalWord(
      "proxy_address_header", \.access.proxyAddressHeader, TrustedProxies.Header.allCases,
      "The header to which the proxy adds, or which it replaces by, the address that\na request comes from; only where proxy_addresses says where it is."
    ),
    .elements(
      "hidden_fields", \.access.hiddenFields, form: "roles with fields, as reader:profile.email,operator:notes",
      "Fields of states that roles do not see.", text: \.text
    ) { text throws(SettingProblem) in try AccessSettings.HiddenField(text) },
    .onOff(
      "two_person", \.access.needsTwo,
      "Whether a clean-up over HTTP waits until another user has approved it."),
  ]
}

/// What decided that something is redacted.
package enum RedactionRule: String, CaseIterable, Sendable {
  /// The value's own name, such as `password`.
  case name
  /// A path of the rules.
  case path
  /// A shape of the rules.
  case ownShape = "own_shape"
  /// A private key, as a block or bare.
  case privateKey = "private_key"
  /// A JSON Web Token.
  case webToken = "web_token"
  /// A token with its vendor's own beginning.
  case vendorToken = "vendor_token"
  /// A key or token with a cloud's or vendor's own form.
  case cloudKey = "cloud_key"
  /// A payment card's number.
  case cardNumber = "card_number"
  /// An international bank account number.
  case bankAccount = "bank_account"
  /// The number that a state gave a person.
  case nationalNumber = "national_number"
  /// What follows `Bearer` or `Basic`.
  case credentials
  /// A value behind a secret's name in running text.
  case nameInText = "name_in_text"
  /// A password in an address, or an address that needs none.
  case address
  /// A secret within Base64 or hexadecimal digits.
  case encoded

  /// What the rule looks at, in words for a person.
  package var sentence: String {
    switch self {
    case .name: "its name is a secret's"
    case .path: "its path is among the rules' paths"
    case .ownShape: "it has a shape of the rules"
    case .privateKey: "it is a private key"
    case .webToken: "it is a JSON Web Token"
    case .vendorToken: "it begins as a vendor's tokens do"
    case .cloudKey: "it has the form of a vendor's keys"
    case .cardNumber: "it is a payment card's number"
    case .bankAccount: "it is a bank account's number (IBAN)"
    case .nationalNumber: "it is a person's national number"
    case .credentials: "it stands behind Bearer or Basic"
    case .nameInText: "it stands behind a secret's name in the text"
    case .address: "it is the secret part of an address"
    case .encoded: "a secret is in it, encoded"
    }
  }
}

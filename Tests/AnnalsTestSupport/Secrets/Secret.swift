/// A made secret as it stands in a text, and the parts of it that must be found nowhere.
package struct Secret: Hashable, Sendable, CustomStringConvertible {
  /// The kind's name, for failures.
  package let kind: String
  /// The secret as it comes, with what tells that it is one, such as its name.
  package let text: String
  /// What must be gone: the secret without its context, and what it was wrapped in.
  package let needles: [String]

  /// The kind and the place in it, never the secret.
  package let description: String

  init(kind: String, number: Int, text: String, needles: [String]) {
    self.kind = kind
    self.text = text
    self.needles = needles
    description = "\(kind) \(number)"
  }
}

/// A kind of secret, and how one is made.
struct SecretKind: Sendable {
  /// What is made: the text, and what must be gone.
  typealias Made = (text: String, needles: [String])

  let name: String
  let make: @Sendable (inout SecretMaker) -> Made

  /// A kind whose text is the secret, or holds it once.
  init(_ name: String, _ make: @escaping @Sendable (inout SecretMaker) -> (text: String, needle: String)) {
    self.name = name
    self.make = { maker in
      let made = make(&maker)
      return (made.text, [made.needle])
    }
  }

  /// A token: a beginning, and what is random.
  init(token name: String, _ beginning: String..., random: @escaping @Sendable (inout SecretMaker) -> String) {
    self.init(name) { maker in
      let body = random(&maker)
      return (beginning.joined() + body, body)
    }
  }

  /// A kind that is wrapped, so that both forms must be gone.
  init(wrapped name: String, _ make: @escaping @Sendable (inout SecretMaker) -> Made) {
    self.name = name
    self.make = make
  }
}

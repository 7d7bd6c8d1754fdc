import SwiftSyntax

/// What a type, as it is written, says about whether a value of it can be an id or name a user.
indirect enum ParameterType {
  /// `String`.
  case string
  /// `Substring` and other texts that become a `String` by `String(…)`.
  case text
  /// A whole number, a `UUID`, a type whose name ends in `ID`, or one that is constrained to have a description.
  case identifier
  /// A type of the user's that could be anything, by its name.
  case named(String)
  /// A type that is no id, by what to call it ("an array").
  case other(String)
  /// Perhaps a value of this type.
  case optional(ParameterType)

  /// Why a value of the type can never be an id.
  var reasonAgainstID: String? {
    switch self {
    case .string, .text, .identifier, .named: nil
    case .other(let shape): shape
    case .optional: "optional"
    }
  }

  init(_ type: TypeSyntax, _ constraints: GenericConstraints) {
    if let type = type.as(AttributedTypeSyntax.self) {
      self.init(type.baseType, constraints)
    } else if let type = type.as(OptionalTypeSyntax.self) {
      self = .optional(ParameterType(type.wrappedType, constraints))
    } else if let type = type.as(ImplicitlyUnwrappedOptionalTypeSyntax.self) {
      self = .optional(ParameterType(type.wrappedType, constraints))
    } else if let type = type.as(TupleTypeSyntax.self) {
      if type.elements.count == 1, let element = type.elements.first {
        self.init(element.type, constraints)
      } else {
        self = .other("a tuple")
      }
    } else if let type = type.as(SomeOrAnyTypeSyntax.self) {
      self = Self.constrained(to: GenericConstraints.names(in: type.constraint)) ?? .named(type.trimmedDescription)
    } else if let type = type.as(IdentifierTypeSyntax.self) {
      if type.name.text == "Optional", case .type(let wrapped) = type.genericArgumentClause?.arguments.first?.argument {
        self = .optional(ParameterType(wrapped, constraints))
      } else if let names = constraints[type.name.text] {
        self = Self.constrained(to: names) ?? Self.unconstrained(type.name.text, names)
      } else {
        self = Self.known(type.name.text, type.trimmedDescription)
      }
    } else if let type = type.as(MemberTypeSyntax.self) {
      self = Self.known(type.name.text, type.trimmedDescription)
    } else {
      self = .other(Self.shape(of: type))
    }
  }

  private static func known(_ name: String, _ description: String) -> ParameterType {
    switch name {
    case "String": .string
    case "Substring": .text
    case "UUID", "Int", "Int8", "Int16", "Int32", "Int64", "Int128", "UInt", "UInt8", "UInt16", "UInt32", "UInt64", "UInt128": .identifier
    case "Array": .other("an array")
    case "Set", "Dictionary", "Bool", "Double", "Float", "Decimal", "Date", "Data", "Void", "Never", "Any", "AnyObject":
      .other("a '\(description)'")
    default: ["ID", "Id", "Identifier"].contains { name.hasSuffix($0) } ? .identifier : .named(description)
    }
  }

  private static func constrained(to protocols: [String]) -> ParameterType? {
    if protocols.contains("StringProtocol") { return .text }
    let described: Set = [
      "CustomStringConvertible", "LosslessStringConvertible", "BinaryInteger", "FixedWidthInteger", "SignedInteger", "UnsignedInteger",
    ]
    return described.isDisjoint(with: protocols) ? nil : .identifier
  }

  /// A generic type that could have a description by one of its protocols or, where those are all known to promise none, has none.
  private static func unconstrained(_ name: String, _ protocols: [String]) -> ParameterType {
    let plain: Set = ["Sendable", "Equatable", "Hashable", "Comparable", "Codable", "Encodable", "Decodable", "AnyObject", "Copyable"]
    return plain.isSuperset(of: protocols) ? .other("a '\(name)' without a description") : .named(name)
  }

  private static func shape(of type: TypeSyntax) -> String {
    switch type.kind {
    case .arrayType, .inlineArrayType: "an array"
    case .dictionaryType: "a dictionary"
    case .functionType: "a function"
    case .metatypeType: "a type"
    default: "a '\(type.trimmedDescription)'"
    }
  }
}

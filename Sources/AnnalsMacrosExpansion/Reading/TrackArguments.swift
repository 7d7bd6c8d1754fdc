import SwiftParser
import SwiftSyntax
import SwiftSyntaxBuilder

/// The arguments of `@TrackHistory(…)` as they are written.
struct TrackArguments {
  /// The parameters that have a label, in their order.
  enum Label: String, CaseIterable {
    case id, user, state, history
  }

  /// An argument's text and the literal that it stands in.
  struct Text {
    let value: String
    let node: StringLiteralExprSyntax
  }

  let list: LabeledExprListSyntax
  private let texts: [Label: Text]

  init(_ attribute: AttributeSyntax) throws(TrackProblem) {
    guard case .argumentList(let list) = attribute.arguments, !list.isEmpty else {
      throw TrackProblem(.resourceType, at: attribute, "@TrackHistory needs the resource's type: write @TrackHistory(\"PROMPT\")")
    }
    self.list = list
    var texts: [Label: Text] = [:]
    for argument in list {
      guard let label = argument.label.flatMap({ Label(rawValue: $0.text) }), !argument.expression.is(NilLiteralExprSyntax.self) else {
        continue
      }
      texts[label] = try Self.text(argument.expression, of: label)
    }
    self.texts = texts
  }

  private static func text(_ expression: ExprSyntax, of label: Label) throws(TrackProblem) -> Text {
    guard let literal = expression.as(StringLiteralExprSyntax.self), let value = literal.representedLiteralValue else {
      throw TrackProblem(.argument, at: expression, "\(label.rawValue): is read when the code is compiled: write it as one string literal")
    }
    return Text(value: value, node: literal)
  }

  /// The text that was given under a label.
  subscript(_ label: Label) -> Text? { texts[label] }

  /// The literal of the resource's type, checked as `ResourceType` would.
  func resourceType() throws(TrackProblem) -> ExprSyntax {
    guard let argument = list.first, argument.label == nil else {
      throw TrackProblem(.resourceType, at: list, "the resource's type comes first: write @TrackHistory(\"PROMPT\")")
    }
    let expression = argument.expression
    guard let literal = expression.as(StringLiteralExprSyntax.self), let name = literal.representedLiteralValue else {
      throw TrackProblem(.resourceType, at: expression, "the resource's type must be one string literal, such as \"PROMPT\"")
    }
    let length = name.uppercased().count
    guard (1...64).contains(length) else {
      throw TrackProblem(.resourceType, at: expression, "a resource type has 1 to 64 characters, not \(length)")
    }
    if name.utf8.contains(UInt8(ascii: "#")) {
      let fixed = name.replacing("#", with: "_")
      throw TrackProblem(
        .resourceType, at: expression, "a resource type has no #, which separates the parts of a key",
        fixes: [TrackFix("write \"\(fixed)\"", replace: expression, with: Self.literal(fixed))])
    }
    guard !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      throw TrackProblem(.resourceType, at: expression, "a resource type has no control characters")
    }
    return expression.trimmed
  }

  /// The kind, where it is given.
  func kind() throws(TrackProblem) -> TrackedKind? {
    guard let argument = list.dropFirst().first, argument.label == nil, !argument.expression.is(NilLiteralExprSyntax.self) else {
      return nil
    }
    let expression = argument.expression
    if let member = expression.as(MemberAccessExprSyntax.self), let kind = TrackedKind(rawValue: member.declName.baseName.text),
      [nil, "OperationKind", "Annals.OperationKind"].contains(member.base?.trimmedDescription)
    {
      return kind
    }
    throw TrackProblem(
      .kind, at: expression, "the kind decides what the code becomes: write .create, .update, .delete or .read here",
      fixes: TrackedKind.allCases.map { TrackFix("write .\($0.rawValue)", replace: expression, with: $0.expression) })
  }

  private static func literal(_ text: String) -> ExprSyntax { ExprSyntax(StringLiteralExprSyntax(content: text)) }
}

/// What to write instead.
extension TrackArguments {
  /// Gives the kind.
  func fix(kind: TrackedKind) -> TrackFix {
    var elements = Array(list)
    let given = elements.indices.contains(1) && elements[1].label == nil
    if given { elements.remove(at: 1) }
    return fix("give the kind: .\(kind.rawValue)", inserting: LabeledExprSyntax(expression: kind.expression), at: 1, of: elements)
  }

  /// Gives this text under a label, in the place of what is given there now.
  func fix(_ label: Label, _ text: String) -> TrackFix {
    let others = list.filter { $0.label?.text != label.rawValue }
    let place = others.prefix { element in
      guard let other = element.label.flatMap({ Label(rawValue: $0.text) }) else { return true }
      return Label.allCases.prefix { $0 != label }.contains(other)
    }.count
    let argument = LabeledExprSyntax(
      label: .identifier(label.rawValue), colon: .colonToken(trailingTrivia: .space), expression: Self.literal(text))
    return fix("write \(label.rawValue): \"\(text)\"", inserting: argument, at: place, of: Array(others))
  }

  /// Leaves the argument with this label out.
  func fix(removing label: Label) -> TrackFix {
    let others = list.filter { $0.label?.text != label.rawValue }
    return fix("leave \(label.rawValue): out", Array(others))
  }

  private func fix(
    _ sentence: String, inserting argument: LabeledExprSyntax, at place: Int, of others: [LabeledExprSyntax]
  ) -> TrackFix {
    var elements = others
    elements.insert(argument, at: place)
    return fix(sentence, elements)
  }

  private func fix(_ sentence: String, _ elements: [LabeledExprSyntax]) -> TrackFix {
    let separated = elements.enumerated().map { place, element in
      var element = element
      if place == elements.count - 1 {
        element.trailingComma = nil
      } else if element.trailingComma == nil {
        element.trailingComma = .commaToken(trailingTrivia: .space)
      }
      return element
    }
    return TrackFix(sentence, replace: list, with: LabeledExprListSyntax(separated))
  }
}

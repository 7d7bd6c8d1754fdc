import Annals

/// Asks how something is to be undone, and has it planned. Nothing is changed by it.
struct UndoPage {
  let visit: PageVisit

  static let choices: [(ConflictChoice, String)] = [
    (.skip, "leave it as it is"), (.merge, "put back the fields that nobody else touched"), (.overwrite, "put it back over what they did"),
  ]

  func body() throws -> PageVisit.Body {
    let question = try UndoQuestion(visit.query, now: visit.now)
    return PageVisit.Body(
      title: "Undo", template: "undo",
      view: [
        "isRestore": visit.query["at"] != nil,
        "facts": question.facts.map { ["factName": $0.name, "factText": $0.text, "factLink": nil] as View },
        "action": "\(visit.links.base)/undo", "given": question.pairs.map { ["givenName": $0.key, "givenValue": $0.value] as View },
        "choices": Self.choices.map { ["choice": $0.0.rawValue, "choiceText": $0.1] as View },
        "isUnable": visit.recovery == nil, "plansLink": "\(visit.links.base)/plans",
      ])
  }

  /// Makes the plan that a form asks for; returns where it is shown.
  func plan(_ form: PageQuery) async throws -> String {
    let question = try UndoQuestion(form, now: visit.now)
    var order = PlanOrder(question.request)
    order.options.choice = form["conflicts"].flatMap(ConflictChoice.init(rawValue:)) ?? .skip
    order.options.isAllOrNothing = form["together"] == "true"
    let given = RecoveryForm(form)
    order.options.reason = given.reason
    order.options.fields = try given.givenFields()
    return "\(visit.links.base)/plans/\(try await visit.plans.make(order).id)"
  }
}

import Annals

/// Operations that a question lets through, a page at a time.
struct SearchPage {
  let visit: PageVisit

  func body() async throws -> PageVisit.Body {
    let question = try SearchQuestion(visit.query, now: visit.now)
    let cursor = try await visit.looking.cursor()
    let page = try await RecordSearch(seen: visit.seen, question: question).page(after: cursor?.cursor)
    if cursor?.leadsOn != true { visit.looking.note(Resource.access("recent")) }
    let address = "\(visit.links.base)/search"
    let mayExport = visit.visitor.principal.may(.export)
    let export = "\(visit.links.base)/export\(Links.query(question.pairs + [(key: "format", value: "")]))"
    return PageVisit.Body(
      title: question.pairs.isEmpty ? "All operations" : "Search", template: "search",
      view: [
        "question": QuestionView(given: question.given, links: visit.links).view, "isAsked": !question.pairs.isEmpty,
        "rows": page.records.map { RecordView(record: $0, links: visit.links).view }, "noRows": page.records.isEmpty,
        "isFirst": cursor == nil, "firstLink": cursor == nil ? nil : address + Links.query(question.pairs),
        "nextLink": try await visit.next(page.next, question.pairs, at: address),
        "looked": page.read.map { Moments.count($0, "record") }, "isPartial": page.isPartial,
        "shown": Moments.count(page.records.count, "operation"),
        "undoLink": page.records.isEmpty ? nil : visit.undoLink(of: question),
        "exportNDJSON": mayExport && !page.records.isEmpty ? export + "ndjson" : nil,
        "exportCSV": mayExport && !page.records.isEmpty ? export + "csv" : nil,
      ])
  }
}

/// The form of the search page, filled with what was asked.
struct QuestionView {
  let given: [String: String]
  let links: Links

  var view: View {
    var view: View = [
      "action": "\(links.base)/search",
      "kinds": OperationKind.allCases.map { kind -> View in
        ["kindName": kind.rawValue, "isChosen": given["kind"]?.uppercased() == kind.rawValue]
      },
      "isFailed": given["failed"] == "true", "isSucceeded": given["failed"] == "false", "forms": PageMoment.forms,
      "more": ["from", "to", "request", "trace", "id", "failed"].contains { given[$0] != nil },
    ]
    for name in ["type", "id", "user", "from", "to", "request", "trace", "text"] { view["\(name)Value"] = given[name] }
    return view
  }
}

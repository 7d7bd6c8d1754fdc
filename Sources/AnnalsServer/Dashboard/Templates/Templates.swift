import Annals
import Mustache

/// The dashboard's templates, each with what escapes all that it shows.
enum Templates {
  private static let contentType = "ANNALS_HTML"

  /// All templates by name; partials are in it under the names by which others call them.
  static let texts: [String: String] = [
    "layout": layout, "problem": problem, "sign-in": signIn, "hop": hop,
    "overview": overview, "chart": chart, "bars": bars, "alerts": alerts, "alert-forms": alertForms, "alerts-page": alertsPage,
    "search": search, "question": question, "records": records, "pager": pager,
    "operation": operation, "facts": facts,
    "diff": diff, "change": change,
    "resource": resource, "timeline": timeline, "state": state,
    "user": user, "heat": heat,
    "undo": undo, "plan": plan, "plan-step": planStep, "plans": plans, "progress": progress,
  ]

  private static let library: Result<MustacheLibrary, any Error> = Result {
    MustacheContentTypes.register(HTMLText(), named: contentType)
    return MustacheLibrary(templates: try texts.mapValues { try MustacheTemplate(string: "{{% CONTENT_TYPE: \(contentType)}}" + $0) })
  }

  /// A template with its view. Throws where a template cannot be read, which the tests would have told.
  static func render(_ name: String, _ view: View) throws -> String {
    guard let text = try library.get().render(view, withTemplate: name) else {
      throw HistoryError(.invalidConfiguration, "there is no template \(name)")
    }
    return text
  }
}

import Annals
import HTTPTypes
import Hummingbird

/// What pages are drawn with: kept in the executable, so that it needs no files beside it.
enum DashboardAsset: String, CaseIterable {
  case style = "annals.css"
  case script = "annals.js"
  case theme = "theme.js"
  case icon = "icon.svg"

  var text: String {
    switch self {
    case .style: Style.all
    case .script: Script.all
    case .theme: Script.theme
    case .icon: Style.icon
    }
  }

  private var type: String {
    switch self {
    case .style: "text/css; charset=utf-8"
    case .script, .theme: "text/javascript; charset=utf-8"
    case .icon: "image/svg+xml"
    }
  }

  /// What the addresses of all carry, so that a browser asks anew when one of them changed.
  static let version = String(TextDigest(of: allCases.map(\.text).joined()).description.prefix(12))

  /// A file, which a browser may keep; 404 where there is none of the name.
  static func response(to request: Request, named name: Substring) -> Response {
    guard let asset = DashboardAsset(rawValue: String(name)) else {
      return Problem(.notFound, "there is no such file").answer.response(to: request, compressing: nil)
    }
    var headers: HTTPFields = [.cacheControl: "public, max-age=31536000, immutable"]
    SecurityHeaders(isEncrypted: false).add(to: &headers)
    return Answer(body: Array(asset.text.utf8), type: asset.type, headers: headers).response(to: request, compressing: 1024)
  }
}

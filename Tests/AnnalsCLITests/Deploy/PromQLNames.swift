/// The names in an expression of Prometheus' language: which samples it reads, and by which labels it tells them apart.
struct PromQLNames {
  private(set) var samples: Set<String> = []
  private(set) var labels: Set<String> = []

  private static let words: Set<String> = [
    "by", "without", "on", "ignoring", "group_left", "group_right", "and", "or", "unless", "bool", "offset", "sum", "max", "min", "avg",
    "count",
  ]
  private static let takesLabels: Set<String> = ["by", "without", "on", "ignoring", "group_left", "group_right"]

  init(_ expression: String) {
    var rest = Substring(expression)
    var isInBraces = false
    var isInLabels = false
    var last = ""
    while let character = rest.first {
      if character == "\"" {
        rest = rest.dropFirst().drop { $0 != "\"" }.dropFirst()
        continue
      }
      if character == "[" {
        rest = rest.drop { $0 != "]" }
        continue
      }
      if character.isLetter || character == "_" {
        let word = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" })
        rest = rest.dropFirst(word.count)
        let isCall = rest.drop(while: \.isWhitespace).first == "("
        if isInBraces || isInLabels {
          labels.insert(word)
        } else if !isCall, !Self.words.contains(word) {
          samples.insert(word)
        }
        last = word
        continue
      }
      switch character {
      case "{": isInBraces = true
      case "}": isInBraces = false
      case "(" where Self.takesLabels.contains(last): isInLabels = true
      case ")": isInLabels = false
      default: break
      }
      if !character.isWhitespace { last = "" }
      // A number may have a unit behind it.
      rest = character.isNumber ? rest.drop { $0.isNumber || $0 == "." } : rest.dropFirst()
    }
  }
}

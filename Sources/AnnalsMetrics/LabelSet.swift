/// The labels of one series, in the order of their names.
struct LabelSet: Hashable, Sendable {
  struct Label: Hashable, Sendable {
    let name: String
    let value: String
  }

  let labels: [Label]

  /// The labels of dimensions. Of two whose names are one to Prometheus, the first stays.
  init(_ dimensions: [(String, String)]) {
    var labels: [Label] = []
    for (name, value) in dimensions {
      let name = MetricName.label(name)
      if !labels.contains(where: { $0.name == name }) { labels.append(Label(name: name, value: value)) }
    }
    self.labels = labels.sorted { $0.name < $1.name }
  }
}

/// The values of one series, which many tasks change and one reads.
protocol Series: AnyObject, Sendable {
  /// Writes its samples.
  func write(as name: String, _ labels: LabelSet, to writer: inout ExpositionWriter)
}

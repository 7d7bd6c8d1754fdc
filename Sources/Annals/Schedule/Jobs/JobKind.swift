/// Something that can be run by schedule: what it is called, what it can be told, and what it does.
package struct JobKind: Sendable {
  /// The name, as files, commands and events write it.
  package let name: String
  /// What it does, in a sentence.
  package let summary: String
  /// What running it is, for its record.
  package let act: OperationKind
  /// What it can be told.
  package let options: [JobOption]
  /// Does it, and tells what came of it. It ends by itself when the run's time is over.
  package let body: @Sendable (JobOptions, JobRun) async throws -> JobReport

  /// A kind of job.
  package init(
    _ name: String, _ summary: String, act: OperationKind, options: [JobOption] = [],
    body: @escaping @Sendable (JobOptions, JobRun) async throws -> JobReport
  ) {
    self.name = name
    self.summary = summary
    self.act = act
    self.options = options
    self.body = body
  }
}

/// The jobs that a process can run, by name.
package struct JobTable: Sendable {
  /// The kinds, in the order given.
  package let kinds: [JobKind]

  /// A table of these.
  package init(_ kinds: [JobKind]) { self.kinds = kinds }

  /// The names, for a sentence.
  package var names: String { kinds.map(\.name).joined(separator: ", ") }

  /// The kind of a name. Throws `invalidConfiguration` where there is none.
  package func kind(_ name: String) throws(HistoryError) -> JobKind {
    guard let kind = kinds.first(where: { $0.name == name }) else {
      throw HistoryError(.invalidConfiguration, "there is no job \"\(name.quoted(40))\": known are \(names)")
    }
    return kind
  }
}

/// What came of a run.
package struct JobReport: Hashable, Sendable {
  /// Whether it did all; else its time was over, and running it again goes on.
  package let isFinished: Bool
  /// What it did and what is left: counts, never states.
  package let details: JSONObject

  /// A report.
  package init(isFinished: Bool = true, _ details: JSONObject) {
    self.isFinished = isFinished
    self.details = details
  }
}

/// A proposal that was written with a prompt.
struct Proposal: Codable, Sendable, Identifiable, Equatable {
  var id: String
  var title: String
  var promptID: String
  var status: String
}

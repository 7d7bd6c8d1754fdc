/// A prompt that people write and mend.
struct Prompt: Codable, Sendable, Identifiable, Equatable {
  var id: String
  var name: String
  var text: String
  var version: String
  var status: String
}

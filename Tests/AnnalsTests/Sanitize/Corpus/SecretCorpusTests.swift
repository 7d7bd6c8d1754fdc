import AnnalsTestSupport
import Testing

@testable import Annals

/// The corpus against the redactor alone; that nothing is in a file, a log or an answer, other suites show with the whole executable.
@Suite("The corpus of secrets")
struct SecretCorpusTests {
  @Test("It has at least 480 secrets of 60 kinds, each of them another, and 500 innocents")
  func size() {
    #expect(SecretCorpus.kinds.count >= 60)
    #expect(Set(SecretCorpus.kinds).count == SecretCorpus.kinds.count)
    #expect(SecretCorpus.secrets.count >= 480)
    #expect(Set(SecretCorpus.secrets.map(\.text)).count >= SecretCorpus.secrets.count - 8)
    #expect(Innocents.all.count == 500)
    for secret in SecretCorpus.secrets {
      for needle in secret.needles { #expect(needle.utf8.count >= 6, "\(secret) has a part that is too short to be looked for") }
    }
  }

  @Test("Each secret can be found where it was not redacted, or the hunt would prove nothing")
  func huntFinds() {
    let hunt = SecretHunt()
    for (index, secret) in SecretCorpus.secrets.enumerated() {
      #expect(hunt.found(in: Array("a \(secret.text) b".utf8)).contains(index), "\(secret) is not found in its own text")
    }
  }

  @Test("No secret is left in any place of a record", arguments: SecretPlaces.all)
  func gone(place: SecretPlaces.Place) throws {
    let sanitizer = try defaultSanitizer.get()
    var left: [Secret] = []
    for secret in SecretCorpus.secrets {
      let sanitized = sanitizer.sanitize(place.record(secret.text))
      let text = try JSONWriter.text(of: sanitized.record.json) + sanitized.texts.map { try $0.text() }.joined()
      if secret.needles.contains(where: { text.contains($0) || text.contains($0.jsonText) }) { left.append(secret) }
    }
    #expect(left.isEmpty, "\(left.count) of \(SecretCorpus.secrets.count) are left in \(place): \(left)")
  }

  @Test("At most one innocent in a hundred is harmed, in any place of a record")
  func innocents() throws {
    let sanitizer = try defaultSanitizer.get()
    var harmed: Set<Innocents.Innocent> = []
    for innocent in Innocents.all {
      for place in SecretPlaces.all {
        let record = place.record(innocent.text)
        let redacted = sanitizer.redacted(record)
        // A name that speaks of a password hides its value, as it should; such an innocent is harmed where it is not there any more.
        let isThere = place.isName && JSONWriter.text(of: redacted.json).contains(innocent.text.jsonText)
        if redacted != record, !isThere { harmed.insert(innocent) }
      }
    }
    print("Redaction: \(harmed.count) of \(Innocents.all.count) innocents harmed: \(harmed.map { "\($0.kind) \"\($0.text)\"" })")
    #expect(harmed.count * 100 <= Innocents.all.count, "\(harmed)")
  }

  @Test("Redacting what is redacted changes nothing", arguments: SecretPlaces.all)
  func idempotent(place: SecretPlaces.Place) throws {
    let sanitizer = try defaultSanitizer.get()
    for (number, secret) in SecretCorpus.secrets.enumerated() where number.isMultiple(of: 2) {
      let once = sanitizer.redacted(place.record(secret.text))
      #expect(sanitizer.redacted(once) == once, "\(secret) in \(place)")
    }
  }

  @Test("What a rule finds is told with its place, and the secret is not")
  func explained() throws {
    let sanitizer = try defaultSanitizer.get()
    for secret in SecretCorpus.secrets {
      for place in SecretPlaces.all where ["a sentence", "a name", "an error", "a resource's id"].contains(place.description) {
        let findings = sanitizer.findings(in: place.record(secret.text))
        #expect(!findings.isEmpty, "\(secret) in \(place)")
        let told = findings.map { JSONWriter.text(of: $0.json) }.joined()
        #expect(!secret.needles.contains { told.contains($0) }, "\(secret) in \(place)")
      }
    }
  }
}

extension String {
  /// The text as it stands between the quotes of a JSON string.
  fileprivate var jsonText: String { String(JSONWriter.text(of: .string(self)).dropFirst().dropLast()) }
}

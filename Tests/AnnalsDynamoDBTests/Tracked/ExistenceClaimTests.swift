import Testing

@testable import AnnalsDynamoDB

@Suite("What a condition says of existence")
struct ExistenceClaimTests {
  @Test(
    "Only what must hold counts, and only of the key",
    arguments: [
      ("attribute_not_exists(id)", ExistenceClaim.absent), ("attribute_exists(#k)", .present),
      ("attribute_not_exists(id) AND version = :v", .absent), ("version = :v and (attribute_exists(id))", .present),
      ("attribute_not_exists(id) OR version < :v", .none), ("NOT attribute_exists(id)", .none), ("attribute_not_exists(name)", .none),
      ("version = :v", .none), ("attribute_not_exists(id", .none), ("?", .none),
    ])
  func claims(condition: String, claim: ExistenceClaim) {
    #expect(ExistenceClaim(condition, names: ["#k": "id"], keys: ["id"]) == claim)
  }

  @Test("Without a condition nothing is said")
  func none() { #expect(ExistenceClaim(nil, names: [:], keys: ["id"]) == ExistenceClaim.none) }
}

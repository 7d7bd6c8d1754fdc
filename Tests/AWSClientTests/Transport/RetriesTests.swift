import Foundation
import Testing

@testable import AWSClient

@Suite("When a call is tried again")
struct RetriesTests {
  private func waits(
    _ failure: Retries.Failure, _ service: AWSService = .dynamoDB, _ configuration: RetryConfiguration = .init(), count: Int,
    fraction: Double = 1
  ) -> [Retries.Decision] {
    var retries = Retries(configuration, service: service)
    var quota = RetryQuota(capacity: 500)
    return (0..<count).map { _ in retries.decide(after: failure, retryAfter: nil, remaining: nil, quota: &quota, fraction: fraction) }
  }

  @Test("DynamoDB is tried four times, with waits below 25, 50 and 100 ms")
  func dynamoDB() {
    #expect(waits(.transient, count: 4) == [.wait(.milliseconds(25)), .wait(.milliseconds(50)), .wait(.milliseconds(100)), .stop])
    #expect(waits(.transient, count: 1, fraction: 0) == [.wait(.zero)])
  }

  @Test("Another service is tried three times, with waits below 50 and 100 ms")
  func others() { #expect(waits(.transient, .sts, count: 3) == [.wait(.milliseconds(50)), .wait(.milliseconds(100)), .stop]) }

  @Test("After throttling the waits are drawn below 1, 2, 4… and at most 20 s")
  func throttling() {
    var configuration = RetryConfiguration()
    configuration.maximumAttempts = 8
    #expect(waits(.throttling, .dynamoDB, configuration, count: 7) == [1, 2, 4, 8, 16, 20, 20].map { Retries.Decision.wait(.seconds($0)) })
  }

  @Test("What will fail again the same way is not tried again")
  func final() { #expect(waits(.final, count: 1) == [.stop]) }

  @Test("Retries cost tokens until there are none; a success gives back what its last retry cost, or one")
  func quota() {
    var quota = RetryQuota(capacity: 30)
    var first = Retries(.init(), service: .dynamoDB)
    #expect(first.decide(after: .transient, retryAfter: nil, remaining: nil, quota: &quota, fraction: 0) != .stop)
    #expect(first.decide(after: .timeout, retryAfter: nil, remaining: nil, quota: &quota, fraction: 0) != .stop)
    #expect(quota.available == 2)
    #expect(first.decide(after: .transient, retryAfter: nil, remaining: nil, quota: &quota, fraction: 0) == .stop)
    first.succeed(quota: &quota)
    #expect(quota.available == 16)
    let untroubled = Retries(.init(), service: .dynamoDB)
    untroubled.succeed(quota: &quota)
    #expect(quota.available == 17)
    for _ in 0..<50 { untroubled.succeed(quota: &quota) }
    #expect(quota.available == 30)
  }

  @Test("Before November 2026 a retry cost 5 tokens, after a timeout 10")
  func before2026() {
    var quota = RetryQuota(capacity: 500)
    var retries = Retries(.before2026, service: .dynamoDB)
    #expect(retries.decide(after: .transient, retryAfter: nil, remaining: nil, quota: &quota, fraction: 1) == .wait(.seconds(1)))
    #expect(quota.available == 495)
    #expect(retries.decide(after: .timeout, retryAfter: nil, remaining: nil, quota: &quota, fraction: 1) == .wait(.seconds(2)))
    #expect(quota.available == 485)
    #expect(retries.decide(after: .timeout, retryAfter: nil, remaining: nil, quota: &quota, fraction: 1) == .stop)
  }

  @Test(
    "What the service asks for is waited for, within bounds",
    arguments: [
      (Retries.RetryAfter.aws(.milliseconds(700)), 700), (Retries.RetryAfter.aws(.milliseconds(1)), 25),
      (Retries.RetryAfter.aws(.seconds(60)), 5025),
      (Retries.RetryAfter.http(.seconds(3)), 3000), (Retries.RetryAfter.http(.seconds(0)), 25),
      (Retries.RetryAfter.http(.seconds(600)), 20_000),
    ])
  func retryAfter(asked: Retries.RetryAfter, milliseconds: Int) {
    var retries = Retries(.init(), service: .dynamoDB)
    var quota = RetryQuota(capacity: 500)
    let decision = retries.decide(after: .transient, retryAfter: asked, remaining: nil, quota: &quota, fraction: 1)
    #expect(decision == .wait(.milliseconds(milliseconds)))
  }

  @Test("A wait that would pass the deadline is not begun, and costs nothing")
  func deadline() {
    var retries = Retries(.init(), service: .dynamoDB)
    var quota = RetryQuota(capacity: 500)
    #expect(retries.decide(after: .transient, retryAfter: nil, remaining: .milliseconds(25), quota: &quota, fraction: 1) == .stop)
    #expect(quota.available == 500)
  }
}

@Suite("The clock's difference")
struct ClockSkewTests {
  private let now = Date(timeIntervalSince1970: 1_000_000)

  @Test("It is learned from a signature refused for its time, once")
  func learn() {
    var skew = ClockSkew()
    let serviceTime = now.addingTimeInterval(600)
    let before = skew
    #expect(skew.learn(from: "RequestTimeTooSkewed", serviceTime: serviceTime, now: now, signedWith: before) == true)
    #expect(skew.corrected(now) == serviceTime)
    #expect(skew.learn(from: "RequestTimeTooSkewed", serviceTime: serviceTime, now: now, signedWith: skew) == false)
    // Calls that were on their way when another one learned it may try again too.
    #expect(skew.learn(from: "RequestTimeTooSkewed", serviceTime: serviceTime, now: now, signedWith: before) == true)
  }

  @Test("It is not learned from other failures, small differences, or a reply without a date")
  func ignore() {
    var skew = ClockSkew()
    #expect(skew.learn(from: "ValidationException", serviceTime: now.addingTimeInterval(600), now: now, signedWith: skew) == false)
    #expect(skew.learn(from: "InvalidSignatureException", serviceTime: now.addingTimeInterval(200), now: now, signedWith: skew) == false)
    #expect(skew.learn(from: "InvalidSignatureException", serviceTime: nil, now: now, signedWith: skew) == false)
    #expect(skew.offset == 0)
  }
}

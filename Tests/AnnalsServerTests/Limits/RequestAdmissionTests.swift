import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Which requests are served")
struct RequestAdmissionTests {
  private let ann = Caller.credential(1)
  private let flood = Caller.address("192.0.2.1")

  private func limits(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
    var limits = ServerLimits()
    change(&limits)
    return limits
  }

  @Test("A caller may send its burst at once, then its rate, and is told how long to wait")
  func rate() {
    var limit = RateLimit(rate: 10, burst: 5, callerLimit: 100)
    #expect((0..<5).allSatisfy { _ in limit.take(flood, at: .zero) == nil })
    #expect(limit.take(flood, at: .zero) == .milliseconds(100))
    #expect(limit.take(flood, at: .milliseconds(99)) == .milliseconds(1))
    #expect(limit.take(flood, at: .milliseconds(100)) == nil)
    #expect(limit.take(flood, at: .milliseconds(100)) != nil)
    #expect(limit.take(ann, at: .milliseconds(100)) == nil)
    #expect((0..<5).allSatisfy { _ in limit.take(flood, at: .seconds(10)) == nil })
    #expect(limit.take(flood, at: .seconds(10)) != nil)
  }

  @Test("Over a long time a caller gets its rate and its burst, whenever it asks")
  func longRun() {
    var limit = RateLimit(rate: 10, burst: 5, callerLimit: 100)
    let taken = (0..<100_000).filter { limit.take(flood, at: .milliseconds($0)) == nil }.count
    #expect((1000...1005).contains(taken))
  }

  @Test("A rate of none limits nothing")
  func noRate() {
    var limit = RateLimit(rate: 0, burst: 1, callerLimit: 1)
    #expect((0..<1000).allSatisfy { _ in limit.take(flood, at: .zero) == nil })
  }

  @Test("However many callers come, only so many are told apart, and the others share one limit")
  func bounded() {
    var limit = RateLimit(rate: 1, burst: 10, callerLimit: 1000)
    for number in 0..<100_000 { _ = limit.take(.address("\(number)"), at: .zero) }
    #expect(limit.count <= 1001)
    #expect(limit.take(.address("new"), at: .zero) != nil)
    #expect(limit.take(.address("5"), at: .zero) == nil)
    #expect(limit.take(.address("new"), at: .seconds(2000)) == nil)
    #expect(limit.count == 1)
  }

  @Test("A caller has so many requests served at a time, and all together so many")
  func inFlight() {
    var admission = RequestAdmission(limits { ($0.requestsInFlight, $0.requestsInFlightPerCaller, $0.requestRate) = (5, 3, 0) })
    #expect((0..<3).allSatisfy { _ in admission.begin(flood, at: .zero) == .serve })
    #expect(admission.begin(flood, at: .zero) == .tooMany(retryAfter: .seconds(1)))
    #expect(admission.begin(ann, at: .zero) == .serve)
    #expect(admission.begin(ann, at: .zero) == .serve)
    #expect(admission.begin(ann, at: .zero) == .busy)
    admission.end(flood)
    #expect(admission.begin(ann, at: .zero) == .serve)
    for caller in [flood, flood, ann, ann, ann] { admission.end(caller) }
    #expect((0..<3).allSatisfy { _ in admission.begin(flood, at: .zero) == .serve })
  }

  @Test("A credential counts for itself only once it was let in, and no more once it was refused")
  func credentials() {
    var admission = RequestAdmission(ServerLimits())
    #expect(admission.caller(credential: 7, address: "a") == .address("a"))
    admission.note(7, isLetIn: true)
    #expect(admission.caller(credential: 7, address: "a") == .credential(7))
    #expect(admission.caller(credential: 8, address: "a") == .address("a"))
    #expect(admission.caller(credential: nil, address: "a") == .address("a"))
    admission.note(7, isLetIn: false)
    #expect(admission.caller(credential: 7, address: "a") == .address("a"))
  }

  @Test("Credentials are remembered in bounded memory, those that come again the longest")
  func known() {
    var known = KnownCredentials(limit: 100)
    for number in 0..<10_000 {
      known.insert(number)
      known.insert(-1)
    }
    #expect((0..<10_000).filter(known.contains).count <= 100)
    #expect(known.contains(-1) && known.contains(9_999))
  }

  @Test("The mark of a credential tells keys, tokens and cookies apart, and holds none of them")
  func mark() {
    func mark(_ fields: HTTPFields) -> Int? { Caller.credential(in: fields) }
    #expect(mark([:]) == nil && mark([.accept: "*/*"]) == nil)
    #expect(mark([.authorization: "Bearer a"]) == mark([.authorization: "Bearer a", .accept: "*/*"]))
    #expect(mark([.authorization: "Bearer a"]) != mark([.authorization: "Bearer b"]))
    #expect(mark([.authorization: "a"]) != mark([.cookie: "a"]))
  }

  @Test("An address has so many connections, and room again when they end")
  func connections() {
    let ledger = ConnectionLedger(limitPerAddress: 2)
    #expect(ledger.open("a") && ledger.open("a") && !ledger.open("a") && ledger.open("b"))
    ledger.close("a")
    #expect(ledger.open("a") && !ledger.open("a"))
    for _ in 0..<2 { ledger.close("a") }
    ledger.close("b")
    ledger.close("never")
    #expect(ledger.addresses == 0)
  }
}

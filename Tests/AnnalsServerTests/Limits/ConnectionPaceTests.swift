import NIOCore
import Testing

@testable import AnnalsServer

@Suite("Connections that take too long")
struct ConnectionPaceTests {
  private func at(_ seconds: Double) -> NIODeadline { .uptimeNanoseconds(UInt64(seconds * 1e9)) }

  private func pace() -> ConnectionPace { ConnectionPace(ServerLimits(), at: at(0)) }

  @Test("A new connection has ten seconds for its first headers, a kept one a minute for the next")
  func idle() {
    var pace = pace()
    #expect(pace.expiry(at: at(9.9)) == nil)
    #expect(pace.expiry(at: at(10)) == .idle)
    pace.readHead()
    pace.readEnd()
    #expect(pace.expiry(at: at(1000)) == nil)
    pace.wroteEnd(at: at(1000))
    #expect(pace.expiry(at: at(1059)) == nil)
    #expect(pace.expiry(at: at(1060)) == .idle)
  }

  @Test("A body has ten seconds, and a second for each kilobyte")
  func body() {
    var pace = pace()
    pace.readHead()
    pace.reading(at: at(0))
    #expect(pace.expiry(at: at(9.9)) == nil)
    #expect(pace.expiry(at: at(10)) == .body)
    pace.received(at: at(5))
    pace.readBody(20 * 1024)
    pace.reading(at: at(5))
    #expect(pace.expiry(at: at(29)) == nil)
    #expect(pace.expiry(at: at(30)) == .body)
    pace.readEnd()
    #expect(pace.expiry(at: at(1000)) == nil)
  }

  @Test("One byte a second ends after ten seconds, however long it goes on")
  func trickle() {
    var pace = pace()
    pace.readHead()
    var end: Int?
    for second in 0..<60 where end == nil {
      pace.reading(at: at(Double(second)))
      if pace.expiry(at: at(Double(second))) == .body { end = second }
      pace.received(at: at(Double(second) + 0.999))
      pace.readBody(1)
    }
    #expect(end == 11)
  }

  @Test("The time in which the server does not read is not the client's")
  func pressure() {
    var pace = pace()
    pace.readHead()
    pace.reading(at: at(0))
    pace.received(at: at(1))
    #expect(pace.expiry(at: at(100)) == nil)
    pace.reading(at: at(100))
    #expect(pace.expiry(at: at(108)) == nil)
    #expect(pace.expiry(at: at(109)) == .body)
  }

  @Test("An answer must be read within half a minute")
  func answer() {
    var pace = pace()
    pace.readHead()
    pace.readEnd()
    pace.writable(false, at: at(5))
    pace.writable(false, at: at(20))
    #expect(pace.expiry(at: at(34)) == nil)
    #expect(pace.expiry(at: at(35)) == .answer)
    pace.writable(true, at: at(35))
    #expect(pace.expiry(at: at(100)) == nil)
  }

  @Test("Who is answered before all is sent may go on for two seconds, or a megabyte")
  func rest() {
    var pace = pace()
    pace.readHead()
    pace.readBody(5_000_000)
    pace.wroteEnd(at: at(3))
    #expect(pace.expiry(at: at(4.9)) == nil)
    #expect(pace.expiry(at: at(5)) == .rest)
    pace.readBody(1_100_000)
    #expect(pace.expiry(at: at(3.1)) == .rest)
    pace.readEnd()
    #expect(pace.expiry(at: at(50)) == nil)
  }

  @Test("Requests that come one behind another are not idle until the last is answered")
  func pipelined() {
    var pace = pace()
    for _ in 0..<2 {
      pace.readHead()
      pace.readEnd()
    }
    pace.wroteEnd(at: at(1))
    #expect(!pace.isIdle && pace.expiry(at: at(1000)) == nil)
    pace.wroteEnd(at: at(1000))
    #expect(pace.isIdle && pace.expiry(at: at(1060)) == .idle)
  }
}

import Annals
import AnnalsTestSupport
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import ServerTestSupport
import Testing

@testable import AnnalsServer

@Suite("The server's certificate")
struct ServerCertificateTests {
  private let folder: CertificateFolder
  private let log = LogCollector()

  init() throws { folder = try CertificateFolder() }

  private func write(_ pair: (certificate: String, key: String)) throws { try folder.write(certificate: pair.certificate, key: pair.key) }

  private var troubles: Int { log.lines.filter { $0.hasPrefix("warning") }.count }

  @Test("New files are taken with the next look")
  func renewed() throws {
    try write(CertificateFolder.make())
    let certificate = try ServerCertificate(folder.files, logger: log.logger)
    let first = certificate.context
    certificate.reload()
    #expect(certificate.context === first)
    try write(CertificateFolder.make())
    certificate.reload()
    #expect(certificate.context !== first)
    #expect(troubles == 0)
  }

  @Test("Files that cannot be used leave those before, and are told of once")
  func broken() throws {
    let good = try CertificateFolder.make()
    try write(good)
    let certificate = try ServerCertificate(folder.files, logger: log.logger)
    let first = certificate.context
    for (number, change) in [("", good.key), ("no PEM", good.key), (good.certificate, "no PEM"), (good.certificate, "")].enumerated() {
      try folder.write(certificate: change.0, key: change.1)
      for _ in 0..<3 { certificate.reload() }
      #expect(certificate.context === first)
      #expect(troubles >= 1 && troubles <= number + 1, "\(log.lines)")
    }
    try FileManager.default.removeItem(atPath: folder.files.key)
    certificate.reload()
    #expect(certificate.context === first)
    try write(CertificateFolder.make())
    certificate.reload()
    #expect(certificate.context !== first)
    for line in log.lines { #expect(!line.contains("PRIVATE KEY") && !line.contains("\n")) }
  }

  @Test("A certificate that is replaced before its key waits for it")
  func oneAfterTheOther() throws {
    try write(CertificateFolder.make())
    let certificate = try ServerCertificate(folder.files, logger: log.logger)
    let first = certificate.context
    let next = try CertificateFolder.make()
    try folder.write(certificate: next.certificate)
    certificate.reload()
    #expect(certificate.context === first)
    try folder.write(key: next.key)
    certificate.reload()
    #expect(certificate.context !== first)
  }

  @Test("Files that cannot be used at the start are an error that says which")
  func start() throws {
    let files = folder.files
    func reason() -> String {
      let error = #expect(throws: HistoryError.self) { try ServerCertificate(files, logger: log.logger) }
      return error?.description ?? ""
    }
    #expect(reason().contains("cert.pem cannot be read"))
    let pair = try CertificateFolder.make()
    try write(pair)
    try folder.write(key: CertificateFolder.make().key)
    #expect(reason().contains("key.pem is not the key of"))
    try folder.write(certificate: "x")
    #expect(reason().contains("cert.pem holds no certificate"))
  }

  @Test("Connections are encrypted with the certificate, and with a new one without a restart", .timeLimit(.minutes(5)))
  func server() async throws {
    let first = try CertificateFolder.make()
    try write(first)
    var configuration = HistoryServerConfiguration()
    configuration.host = "localhost"
    configuration.port = 0
    configuration.tls = folder.files
    let (ports, continuation) = AsyncStream<Int>.makeStream()
    let history = try HistoryService(store: MemoryStore(), logger: log.logger)
    let server = try HistoryServer(history: history, configuration: configuration, logger: log.logger).application {
      continuation.yield($0)
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      var iterator = ports.makeAsyncIterator()
      let port = try #require(await iterator.next())
      let url = "https://localhost:\(port)/healthz"
      let answer = try await TrustingClient(trusting: first.certificate).send(url)
      #expect(answer.status == 200 && answer.header("Strict-Transport-Security") == "max-age=31536000")
      let plain = try await RawConnection.send(text: "GET /healthz HTTP/1.1\nHost: x\n\n", port: port)
      #expect(!plain.text.contains("HTTP/1.1 200"))

      let second = try CertificateFolder.make()
      try write(second)
      // The server looks every two seconds; each try is a new handshake.
      var isRenewed = false
      while !isRenewed { isRenewed = (try? await TrustingClient(trusting: second.certificate).send(url).status) == 200 }
      await #expect(throws: (any Error).self) { try await TrustingClient(trusting: first.certificate).send(url) }
      group.cancelAll()
    }
  }
}

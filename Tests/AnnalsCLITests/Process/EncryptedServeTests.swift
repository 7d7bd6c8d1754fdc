import Annals
import Foundation
import ServerTestSupport
import Testing

@Suite("annals serve over TLS")
struct EncryptedServeTests {
  private func serve(_ folder: CommandFolder, _ files: (certificate: String, key: String), _ more: [String] = []) async throws
    -> RunningServer
  {
    try folder.write(files.certificate, to: "cert.pem")
    try folder.write(files.key, to: "key.pem")
    return try await RunningServer(in: folder, ["--tls-certificate", "cert.pem", "--tls-key", "key.pem"] + more)
  }

  /// Its certificate is one of localhost.
  private func url(_ server: RunningServer, _ path: String) -> String { "https://localhost:\(server.port)\(path)" }

  @Test("It answers over HTTPS alone, and its session's cookie is for encrypted connections alone", .timeLimit(.minutes(5)))
  func session() async throws {
    let folder = try CommandFolder()
    let files = try CertificateFolder.make()
    let key = try #require(try await folder.run("keys", "make", "--user", "ann", "--role", "reader").lines.first)
    let server = try await serve(folder, files, ["--auth", "keys"])
    #expect(server.url == "https://127.0.0.1:\(server.port)")
    let client = TrustingClient(trusting: files.certificate)
    #expect(try await client.send(url(server, "/api/history/recent")).status == 401)
    let answer = try await client.send(url(server, "/api/history/recent"), headers: [("Authorization", "Bearer \(key)")])
    #expect(answer.status == 200)
    #expect(answer.header("Strict-Transport-Security") == "max-age=31536000")
    await #expect(throws: (any Error).self) {
      try await client.send("http://localhost:\(server.port)/api/history/recent", headers: [("Authorization", "Bearer \(key)")])
    }

    let signedIn = try await client.send(
      url(server, "/sign-in"), method: "POST", headers: [("Content-Type", "application/x-www-form-urlencoded")],
      body: "key=\(key)&next=/search")
    #expect(signedIn.status == 303 && signedIn.header("Location") == "/search")
    let cookie = try #require(signedIn.header("Set-Cookie"))
    #expect(cookie.hasPrefix("__Host-annals_session="))
    #expect(
      cookie.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }.dropFirst().sorted() == [
        "HttpOnly", "Max-Age=43200", "Path=/", "SameSite=Strict", "Secure",
      ])
    let session = [("Cookie", String(cookie.prefix { $0 != ";" }))]
    let page = try await client.send(url(server, "/search"), headers: session)
    #expect(page.status == 200 && page.text.contains("Signed in as ann"))
    let left = try await client.send(url(server, "/sign-out"), method: "POST", headers: session)
    #expect(left.header("Set-Cookie")?.contains("Max-Age=0") == true && left.header("Set-Cookie")?.hasSuffix("; Secure") == true)
    #expect(await server.stop() == 0)
  }

  @Test("A certificate that is replaced is in use without a restart, and one that is broken leaves that before", .timeLimit(.minutes(5)))
  func renewal() async throws {
    let folder = try CommandFolder()
    let (first, second) = (try CertificateFolder.make(), try CertificateFolder.make())
    let server = try await serve(folder, first)
    let old = TrustingClient(trusting: first.certificate)
    #expect(try await old.send(url(server, "/healthz")).status == 200)
    try folder.write("broken", to: "cert.pem")
    #expect(await server.line { $0.contains("The new certificate cannot be used") } != nil)
    #expect(try await old.send(url(server, "/healthz")).status == 200)
    try folder.write(second.key, to: "key.pem")
    try folder.write(second.certificate, to: "cert.pem")
    #expect(await server.line { $0.contains("A new certificate is in use") } != nil)
    #expect(try await TrustingClient(trusting: second.certificate).send(url(server, "/healthz")).status == 200)
    await #expect(throws: (any Error).self) { try await old.send(url(server, "/healthz")) }
    #expect(await server.stop() == 0)
  }
}

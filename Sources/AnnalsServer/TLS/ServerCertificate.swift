import Annals
import Foundation
import Logging
import NIOSSL
import ServiceLifecycle
import Synchronization

/// The server's certificate and key, read again when their files change; what cannot be used leaves those before in use.
final class ServerCertificate: Service {
  /// What the files held.
  private struct Content: Hashable {
    let certificate: [UInt8]
    let key: [UInt8]
  }

  private struct State {
    var context: NIOSSLContext
    var content: Content
    /// What was told of last.
    var trouble: String?
  }

  private let files: TLSFiles
  private let clock: any Clock<Duration>
  private let logger: Logger
  private let state: Mutex<State>

  /// How often the files are looked at.
  static let interval: Duration = .seconds(2)

  /// Reads the files. Throws `invalidConfiguration` where they cannot be used.
  init(_ files: TLSFiles, clock: any Clock<Duration> = ContinuousClock(), logger: Logger) throws(HistoryError) {
    self.files = files
    self.clock = clock
    self.logger = logger
    let content = try Self.read(files)
    state = Mutex(State(context: try Self.context(content, files), content: content))
  }

  /// What new connections are encrypted with.
  var context: NIOSSLContext { state.withLock { $0.context } }

  /// Looks at the files again and again, until graceful shutdown.
  func run() async throws {
    do {
      try await cancelWhenGracefulShutdown {
        while true {
          try await self.clock.sleep(for: Self.interval)
          self.reload()
        }
      }
    } catch is CancellationError {
      // That is how it ends.
    }
  }

  /// Takes what the files hold, where it is new and can be used; tells of each content that cannot once.
  func reload() {
    do throws(HistoryError) {
      let content = try Self.read(files)
      guard state.withLock({ $0.content != content }) else { return }
      // Noted first, so that what cannot be used is not tried with each look.
      state.withLock { $0.content = content }
      let context = try Self.context(content, files)
      state.withLock { state in
        state.context = context
        state.trouble = nil
      }
      logger.info("A new certificate is in use", metadata: ["annals.certificate": "\(files.certificate)"])
    } catch {
      let isNew = state.withLock { state in
        defer { state.trouble = error.description }
        return state.trouble != error.description
      }
      guard isNew else { return }
      logger.warning("The new certificate cannot be used; the one before stays", metadata: ["error.message": "\(error.description)"])
    }
  }

  private static func read(_ files: TLSFiles) throws(HistoryError) -> Content {
    Content(
      certificate: try read(files.certificate, "the certificate's file"), key: try read(files.key, "the key's file"))
  }

  private static func read(_ path: String, _ what: String) throws(HistoryError) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw HistoryError(.invalidConfiguration, "\(what) \(path) cannot be read: give the path of a PEM file that the server may read")
    }
    return Array(data)
  }

  private static func context(_ content: Content, _ files: TLSFiles) throws(HistoryError) -> NIOSSLContext {
    let chain: [NIOSSLCertificate]
    do {
      chain = try NIOSSLCertificate.fromPEMBytes(content.certificate)
    } catch {
      throw HistoryError(.invalidConfiguration, "\(files.certificate) holds no certificate: give the chain as PEM", underlying: error)
    }
    guard !chain.isEmpty else {
      throw HistoryError(.invalidConfiguration, "\(files.certificate) holds no certificate: give the chain as PEM")
    }
    let key: NIOSSLPrivateKey
    do {
      key = try NIOSSLPrivateKey(bytes: content.key, format: .pem)
    } catch {
      throw HistoryError(
        .invalidConfiguration, "\(files.key) holds no private key: give it as PEM, without a passphrase", underlying: error)
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    do {
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw HistoryError(
        .invalidConfiguration, "\(files.key) is not the key of \(files.certificate): give the two that belong together", underlying: error)
    }
  }
}

import Annals
import Foundation

/// Bytes on their way to a file or to standard output, gathered so that the system is asked rarely.
final class ByteOutput {
  private let handle: FileHandle
  private let name: String
  private let gzip: GzipWriter?
  private var buffer: [UInt8] = []
  private static let bufferLength = 128 * 1024

  /// An output to a handle; `name` is what failures call it. With `gzip`, what is written is compressed on its way.
  init(_ handle: FileHandle = .standardOutput, name: String = "the output", gzip: GzipWriter? = nil) {
    self.handle = handle
    self.name = name
    self.gzip = gzip
    buffer.reserveCapacity(Self.bufferLength + 4096)
  }

  /// Writes bytes. Throws where the file system refuses them.
  func write(_ bytes: [UInt8]) throws {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferLength { try flush() }
  }

  /// Writes a line of text.
  func write(line: String) throws { try write(Array(line.utf8) + [UInt8(ascii: "\n")]) }

  /// Writes a record, or another object, as a line of JSON.
  func write(json object: JSONObject) throws {
    var writer = JSONWriter()
    writer.write(object)
    writer.write(raw: "\n")
    try write(writer.bytes)
  }

  /// Hands what is gathered to the system.
  func flush() throws {
    guard !buffer.isEmpty else { return }
    try send(try gzip?.pack(buffer) ?? buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  /// Hands the rest to the system, gzip's end included.
  func finish() throws {
    try flush()
    if let gzip { try send(try gzip.finish()) }
  }

  private func send(_ bytes: [UInt8]) throws {
    guard !bytes.isEmpty else { return }
    do {
      try handle.write(contentsOf: Data(bytes))
    } catch {
      throw CommandFailure(.failed, "\(name) cannot be written: \(SystemFailure.reason(error))")
    }
  }
}

/// Why the file system refused, in the system's own words.
enum SystemFailure {
  /// The reason behind an error of Foundation.
  static func reason(_ error: any Error) -> String {
    var error = error as NSError
    while let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError { error = underlying }
    return error.domain == NSPOSIXErrorDomain ? reason(Int32(error.code)) : error.localizedDescription
  }

  /// The words for an error number.
  static func reason(_ number: Int32) -> String { String(cString: strerror(number)).lowercased() }
}

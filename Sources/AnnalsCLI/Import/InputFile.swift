import Annals
import Foundation

/// One input of an import: a file or standard input, plain or gzip, as batches of lines.
actor InputFile {
  /// What a read gave.
  enum Reading: Sendable {
    case batch(LineBatch)
    /// The input is over; with what broke it off, where something did.
    case end(CommandFailure?)
  }

  private let handle: FileHandle
  private let name: String
  private let interrupted: InterruptFlag
  private var splitter = LineSplitter()
  private var gzip: GzipReader?
  private var hasBegun = false
  private var isOver = false
  private var failure: CommandFailure?
  // Packed bytes can unpack to a thousand times as many, which are in memory at once.
  private static let chunkLength = 64 * 1024

  /// Opens a file; `-` is standard input. Throws where it cannot be opened.
  init(path: String, interrupted: InterruptFlag) throws(CommandFailure) {
    name = path
    self.interrupted = interrupted
    if path == "-" {
      handle = .standardInput
      return
    }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw CommandFailure(.failed, "\(path) cannot be read: it is a folder")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CommandFailure(.failed, "\(path) cannot be read: \(SystemFailure.reason(errno))") }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Waits for the next lines. A batch is handed on when it is full, or when no more bytes are there at the moment.
  func next() async -> Reading {
    while !isOver {
      if splitter.isFull || (splitter.hasLines && !isReady(withinMilliseconds: 0)) { return .batch(splitter.takeBatch()) }
      guard await waitUntilReady() else { break }
      readChunk()
    }
    return splitter.hasLines ? .batch(splitter.takeBatch()) : .end(failure)
  }

  private func readChunk() {
    do {
      var bytes = try read(Self.chunkLength)
      if bytes.isEmpty { return endOfFile() }
      if !hasBegun {
        // A pipe may give a single byte at first, and gzip shows in two.
        if bytes.count == 1 { bytes += try read(1) }
        if bytes.starts(with: GzipReader.signature) { gzip = try GzipReader() }
        hasBegun = true
      }
      if let gzip {
        try gzip.unpack(bytes) { splitter.feed($0) }
      } else {
        splitter.feed(bytes)
      }
    } catch {
      fail("\(error)")
    }
  }

  /// The bytes that are there, at least one and at most `limit`; none at the end. `FileHandle` would wait for all of them.
  private func read(_ limit: Int) throws(CommandFailure) -> [UInt8] {
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, initialized in
      repeat { count = Foundation.read(handle.fileDescriptor, buffer.baseAddress, limit) } while count < 0 && errno == EINTR
      initialized = max(count, 0)
    }
    guard count >= 0 else { throw CommandFailure(.failed, "it cannot be read: \(SystemFailure.reason(errno))") }
    return bytes
  }

  private func endOfFile() {
    do throws(HistoryError) {
      try gzip?.finish()
      splitter.finish()
      isOver = true
    } catch {
      fail(error.description)
    }
  }

  private func fail(_ reason: String) {
    failure = CommandFailure(.failed, "\(name): \(reason); the lines before were imported")
    splitter.finish(isCut: true)
    isOver = true
  }

  /// Waits for bytes or the end; `false` when the import was interrupted.
  private func waitUntilReady() async -> Bool {
    while !interrupted.isSet {
      if isReady(withinMilliseconds: 50) { return true }
      // Waiting must not keep others from this thread: there may be one only.
      await Task.yield()
    }
    isOver = true
    return false
  }

  private func isReady(withinMilliseconds limit: Int32) -> Bool {
    var request = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, limit) > 0
  }
}

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
      guard let data = try handle.read(upToCount: Self.chunkLength), !data.isEmpty else { return endOfFile() }
      try take(data)
    } catch {
      fail((error as? HistoryError)?.description ?? "it cannot be read: \(SystemFailure.reason(error))")
    }
  }

  private func take(_ data: Data) throws {
    var data = data
    if !hasBegun {
      // A pipe may give a single byte at first, and gzip shows in two.
      while data.count < GzipReader.signature.count, let more = try handle.read(upToCount: 1), !more.isEmpty { data.append(more) }
      if data.starts(with: GzipReader.signature) { gzip = try GzipReader() }
      hasBegun = true
    }
    if let gzip {
      try gzip.unpack(Array(data)) { splitter.feed($0) }
    } else {
      splitter.feed(data)
    }
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

import Foundation
import Testing

@testable import AnnalsCLI

@Suite("Files that appear whole")
struct AtomicFileTests {
  @Test("What is in the way stays until the new file is put in its place")
  func commit() throws {
    let folder = try CommandFolder()
    try folder.write("old", to: "out")
    let file = try AtomicFile(path: folder.path("out"))
    try file.handle.write(contentsOf: Data("new".utf8))
    #expect(try folder.read("out") == "old")
    try file.commit()
    #expect(try folder.read("out") == "new")
    #expect(try names(folder) == ["out"])
  }

  @Test("A file that is given up leaves nothing behind")
  func discard() throws {
    let folder = try CommandFolder()
    try folder.write("old", to: "out")
    let file = try AtomicFile(path: folder.path("out"))
    try file.handle.write(contentsOf: Data("new".utf8))
    file.discard()
    #expect(try folder.read("out") == "old")
    #expect(try names(folder) == ["out"])
  }

  @Test("A link stays a link, and the file it leads to is the new one")
  func link() throws {
    let folder = try CommandFolder()
    try folder.write("old", to: "target")
    try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: folder.path("target"))
    let file = try AtomicFile(path: folder.path("link"))
    try file.handle.write(contentsOf: Data("new".utf8))
    try file.commit()
    #expect(try folder.read("target") == "new")
    #expect(try names(folder) == ["link", "target"])
  }

  private func names(_ folder: CommandFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
  }
}

import Annals
import Foundation
import Synchronization
import Testing

@Suite("StateEncoder's limits")
struct StateEncoderLimitTests {
  /// How a chain's link encodes the next.
  enum Style: CaseIterable { case member, element, wrapper, optional, nested, nestedArray }

  /// A list as long as its maker likes.
  final class Link: Encodable, Sendable {
    let next: Mutex<Link?>
    let style: Style

    init(_ next: Link?, _ style: Style) {
      self.next = Mutex(next)
      self.style = style
    }

    static func chain(_ length: Int, _ style: Style) -> Link { (1..<length).reduce(Link(nil, style)) { next, _ in Link(next, style) } }

    /// Takes the chain apart, so that its end is no recursion either.
    func unlink() {
      var link: Link? = self
      while let current = link {
        link = current.next.withLock { next in
          defer { next = nil }; return next
        }
      }
    }

    func encode(to encoder: any Encoder) throws {
      let next = next.withLock { $0 }
      switch style {
      case .member:
        var container = encoder.container(keyedBy: Shapes.NameKey.self)
        try container.encode(7, forKey: .b)
        try container.encodeIfPresent(next, forKey: .a)
      case .element:
        var container = encoder.unkeyedContainer()
        try container.encode(contentsOf: next.map { [$0] } ?? [])
      case .wrapper:
        var container = encoder.singleValueContainer()
        if let next { try container.encode(next) } else { try container.encode("end") }
      case .optional:
        var container = encoder.container(keyedBy: Shapes.NameKey.self)
        try container.encode(next, forKey: .a)
      case .nested:
        var container = encoder.container(keyedBy: Shapes.NameKey.self)
        var nested = container.nestedContainer(keyedBy: Shapes.NameKey.self, forKey: .a)
        try nested.encodeIfPresent(next, forKey: .a)
      case .nestedArray:
        var container = encoder.unkeyedContainer()
        var nested = container.nestedUnkeyedContainer()
        if let next { try nested.encode(next) }
      }
    }
  }

  /// Nests containers in a loop, without a call of `encode(to:)` between them.
  struct Loop: Encodable {
    let levels: Int
    func encode(to encoder: any Encoder) throws {
      var keyed = encoder.container(keyedBy: Shapes.NameKey.self)
      for _ in 0..<levels { keyed = keyed.nestedContainer(keyedBy: Shapes.NameKey.self, forKey: .a) }
      try keyed.encode(1, forKey: .a)
    }
  }

  /// A graph that leads back to itself, twice at every node.
  final class Node: Encodable, Sendable {
    let visits = Mutex(0)
    func encode(to encoder: any Encoder) throws {
      visits.withLock { $0 += 1 }
      var container = encoder.container(keyedBy: Shapes.NameKey.self)
      try container.encode(self, forKey: .a)
      try container.encode([self], forKey: .b)
    }
  }

  static func depth(of value: JSONValue) -> Int {
    switch value {
    case .array(let elements): 1 + (elements.map(depth).max() ?? 0)
    case .object(let object): 1 + (object.members.map { depth(of: $0.value) }.max() ?? 0)
    default: 0
    }
  }

  /// Runs a body on a thread with a small stack: that of a task may be 512 KB, and a debug build's frames are three times a release's.
  static func onSmallStack<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread { continuation.resume(with: Result { try body() }) }
      thread.stackSize = 1024 * 1024
      thread.start()
    }
  }

  @Test("A state 10,000 levels deep is cut with a marker, on a small stack too", arguments: Style.allCases)
  func deepState(style: Style) async throws {
    let chain = Link.chain(10_000, style)
    defer { chain.unlink() }
    let value = try await Self.onSmallStack { try StateEncoder.encode(chain) }
    #expect(Self.depth(of: value) <= 100)
    #expect(style == .wrapper || Self.depth(of: value) >= 99)
    #expect(JSONWriter.text(of: value).contains("[TRUNCATED: nested over 100 levels]"))
    #expect(try JSONParser.parse(JSONWriter.text(of: value)) == value)
  }

  @Test("A state of 100 levels is kept whole, down to what its innermost container holds", arguments: [Style.member, .optional])
  func hundredLevels(style: Style) throws {
    let text = JSONWriter.text(of: try StateEncoder.encode(Link.chain(100, style)))
    #expect(!text.contains("TRUNCATED"))
    #expect(text.components(separatedBy: "{").count == 101)
    let longer = JSONWriter.text(of: try StateEncoder.encode(Link.chain(101, style)))
    #expect(longer.components(separatedBy: "\"[TRUNCATED: nested over 100 levels]\"").count == 2)
  }

  @Test("Containers nested in a loop are cut as well", arguments: [99, 100, 100_000])
  func loops(levels: Int) async throws {
    let value = try await Self.onSmallStack { try StateEncoder.encode(Loop(levels: levels)) }
    #expect(Self.depth(of: value) == 100)
    #expect(JSONWriter.text(of: value).contains("TRUNCATED") == (levels > 99))
  }

  @Test("JSON inside a type is cut where it and the type together lie too deep")
  func deepJSON() throws {
    let inner = (0..<90).reduce(JSONValue.string("leaf")) { value, _ in .array([value]) }
    #expect(!JSONWriter.text(of: try StateEncoder.encode((["a": ["b": inner]]))).contains("TRUNCATED"))
    let outer = (0..<11).reduce(JSONValue.object(["in": inner])) { value, _ in .array([value]) }
    let value = try StateEncoder.encode(["a": outer])
    #expect(Self.depth(of: value) == 100)
    #expect(JSONWriter.text(of: value).contains("[TRUNCATED: nested over 100 levels]"))
    #expect(try StateEncoder.encode(Shapes.Wrapper(value: inner)) == inner)
  }

  @Test("A graph that leads back to itself ends, marked")
  func cycle() async throws {
    let node = Node()
    let value = try await Self.onSmallStack { try StateEncoder.encode(node, maximumValues: 10_000) }
    let text = JSONWriter.text(of: value)
    #expect(text.components(separatedBy: "[TRUNCATED: over 10000 values]").count == 2)
    #expect(node.visits.withLock { $0 } <= 10_001)
    #expect(Self.depth(of: value) == 100)
  }

  @Test("A long list is cut at the limit, and what came before it is kept")
  func longList() throws {
    let value = try StateEncoder.encode(["a": Array(1...100)], maximumValues: 12)
    #expect(value == ["a": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, "[TRUNCATED: over 12 values]"]])
    #expect(try StateEncoder.encode(Array(1...100)).array?.count == 100)
  }
}

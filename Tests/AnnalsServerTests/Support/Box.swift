import Synchronization
import Testing

/// A place where a closure that is sent elsewhere leaves a value.
final class Box<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  func set(_ new: Value) { value.withLock { $0 = new } }
  func change(_ body: (Value?) -> Value) { value.withLock { $0 = body($0) } }
  var current: Value? { value.withLock { $0 } }
}

/// The value that the body leaves in the box.
func withValue<Value: Sendable>(_ body: (Box<Value>) async throws -> Void) async throws -> Value {
  let box = Box<Value>()
  try await body(box)
  return try #require(box.current)
}

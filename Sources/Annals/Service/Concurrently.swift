/// Runs the body for each element, at most so many at once; the results in the elements' order.
package func concurrently<Element: Sendable, Value: Sendable>(
  _ elements: [Element], limit: Int, _ body: @escaping @Sendable (Element) async throws -> Value
) async throws -> [Value] {
  if elements.count == 1 { return [try await body(elements[0])] }
  return try await withThrowingTaskGroup(of: (Int, Value).self) { group in
    var values: [Value?] = Array(repeating: nil, count: elements.count)
    var next = 0
    func addNext() {
      guard next < elements.count else { return }
      let index = next
      let element = elements[index]
      group.addTask { (index, try await body(element)) }
      next += 1
    }
    for _ in 0..<max(limit, 1) { addNext() }
    while let (index, value) = try await group.next() {
      values[index] = value
      addNext()
    }
    return values.compactMap { $0 }
  }
}

/// Follows the elements of an array while they are the lines of a private key.
struct KeyLines {
  private var isWithin = false

  /// Takes the next element; whether it is a line behind a key's first one.
  mutating func takes(_ element: JSONValue) -> Bool {
    guard case .string(let line) = element else {
      isWithin = false
      return false
    }
    guard isWithin else {
      isWithin = PrivateKeyBlock.begins(line)
      return false
    }
    guard PrivateKeyBlock.isLine(line) else {
      isWithin = false
      return false
    }
    if line.contains("-----END") { isWithin = false }
    return true
  }
}

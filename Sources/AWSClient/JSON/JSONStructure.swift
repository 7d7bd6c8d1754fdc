/// A structure that is read member by member; members it does not know are passed over.
protocol JSONStructure: Sendable {
  init()
  mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault)
}

extension JSONStructure {
  init(from reader: inout JSONReader) throws(JSONReader.Fault) {
    self.init()
    try reader.object { (reader, name) throws(JSONReader.Fault) in
      if !reader.null() { try read(name, from: &reader) }
    }
  }
}

extension JSONReader {
  /// Reads an array of structures.
  mutating func structures<Value: JSONStructure>(_: Value.Type = Value.self) throws(Fault) -> [Value] {
    try array { (reader) throws(Fault) in try Value(from: &reader) }
  }
}

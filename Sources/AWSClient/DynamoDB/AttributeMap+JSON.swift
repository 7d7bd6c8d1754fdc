extension AttributeMap {
  /// The attributes of an item in DynamoDB's JSON, `{"id":{"S":"p-1"}}`. Throws `invalidReply` where it is none.
  package init(json bytes: [UInt8]) throws(AWSError) {
    do throws(JSONReader.Fault) {
      self = try JSONReader.read(bytes) { (reader) throws(JSONReader.Fault) in try AttributeMap(from: &reader) }
    } catch {
      throw Self.unreadable(error)
    }
  }

  /// The attributes of a line of an export, `{"Item":{"id":{"S":"p-1"}}}`. Throws `invalidReply` where it is none.
  package init(exportLine bytes: [UInt8]) throws(AWSError) {
    do throws(JSONReader.Fault) {
      var item: AttributeMap?
      try JSONReader.read(bytes) { (reader) throws(JSONReader.Fault) in
        try reader.object { (reader, name) throws(JSONReader.Fault) in
          if name == "Item" { item = try AttributeMap(from: &reader) } else { try reader.skip() }
        }
        if item == nil { throw reader.fault("there is no Item") }
      }
      self = item ?? [:]
    } catch {
      throw Self.unreadable(error)
    }
  }

  /// The attributes in DynamoDB's JSON.
  package var json: [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.bytes
  }

  private static func unreadable(_ fault: JSONReader.Fault) -> AWSError {
    AWSError(.invalidReply, "no item in DynamoDB's JSON: \(fault.what) at byte \(fault.position)")
  }
}

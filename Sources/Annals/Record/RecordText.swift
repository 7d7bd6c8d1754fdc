/// A record that is to be written as JSON, its states as values or as text that is JSON already.
package struct RecordText {
  /// A state, or metadata.
  package enum State {
    case absent
    case value(JSONObject)
    /// An object's text, good for as long as the record is written.
    case text(UnsafeBufferPointer<UInt8>)
  }

  let key: SortKey
  let resource: Resource
  let user: User
  let before: State
  let after: State
  let metadata: State

  /// A record of its parts.
  package init(key: SortKey, resource: Resource, user: User, before: State, after: State, metadata: State) {
    self.key = key
    self.resource = resource
    self.user = user
    self.before = before
    self.after = after
    self.metadata = metadata
  }

  /// A record whose states are values.
  package init(_ record: HistoryRecord) {
    self.init(
      key: record.sortKey, resource: record.resource, user: record.user, before: record.before.map(State.value) ?? .absent,
      after: record.after.map(State.value) ?? .absent, metadata: .value(record.metadata))
  }
}

extension JSONWriter {
  /// Writes a record: the same bytes as `write(record.json)`, with no object made of it in between.
  package mutating func write(_ record: RecordText) {
    let timestamp = record.key.timestamp.description
    write(raw: "{\"after_state\":")
    write(record.after)
    write(raw: ",\"before_state\":")
    write(record.before)
    write(raw: ",\"history_id\":\"")
    write(json: timestamp)
    write(raw: "#")
    write(json: record.key.kind.rawValue)
    write(raw: "#")
    write(escaping: record.resource.id)
    if let token = record.key.token {
      write(raw: "#")
      write(json: token.description)
    }
    write(raw: "\",\"metadata\":")
    write(record.metadata)
    write(raw: ",\"operation_type\":\"")
    write(json: record.key.kind.rawValue)
    write(raw: "\",\"resource_id\":")
    write(string: record.resource.id)
    write(raw: ",\"resource_type\":")
    write(string: record.resource.type.name)
    write(raw: ",\"timestamp\":\"")
    write(json: timestamp)
    write(raw: "\",\"user_id\":")
    write(string: record.user.id)
    write(raw: "}")
  }

  private mutating func write(_ state: RecordText.State) {
    switch state {
    case .absent: write(raw: "null")
    case .value(let object): write(object)
    case .text(let text): write(json: text)
    }
  }
}

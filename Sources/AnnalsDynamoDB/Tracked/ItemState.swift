import AWSClient
import Annals

/// An item as a state of a record. It becomes JSON in the background, the same way in which the store reads items.
struct ItemState: Encodable, Sendable {
  let item: AttributeMap
  let omitted: Set<String>

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(json)
  }

  var json: JSONObject {
    let shown = omitted.isEmpty ? item : AttributeMap(unordered: item.members.filter { !omitted.contains($0.name) })
    var decoder = AttributeDecoder()
    // A number that the service sends as 1.0 comes back as 1: that is no change.
    return decoder.object(shown.withKeptNumbers)
  }
}

/// The state after an update, computed in the background from the state before it.
///
/// Its encoding throws ``UpdateNotComputed``, which the record tells in `metadata.capture_problems`.
struct UpdatedState: Encodable, Sendable {
  let request: UpdateItem
  let before: AttributeMap?
  let omitted: Set<String>

  func encode(to encoder: any Encoder) throws {
    try ItemState(item: UpdateEvaluation.item(after: request, on: before), omitted: omitted).encode(to: encoder)
  }
}

/// What is known of a state of an item.
enum KnownState: Sendable {
  /// There is none: before a creation, after a deletion or a failure.
  case none
  /// DynamoDB gave it with the call, or it follows from what it gave.
  case exact(any Encodable & Sendable)
  /// It was read just before the call; `nil` where nothing was there.
  case read((any Encodable & Sendable)?)
  /// Nothing.
  case unknown

  var state: (any Encodable & Sendable)? {
    switch self {
    case .exact(let state): state
    case .read(let state): state
    case .none, .unknown: nil
    }
  }

  /// What the metadata say, where it is not exact.
  var remark: JSONValue? {
    switch self {
    case .none, .exact: nil
    case .read: "read"
    case .unknown: "unknown"
    }
  }
}

extension TrackedItem {
  /// An item's attributes as DynamoDB gave them.
  func state(_ item: AttributeMap) -> ItemState { ItemState(item: item, omitted: table.omittedAttributes) }

  /// An item that DynamoDB gave; none is known for sure where it gave none.
  func exact(_ item: AttributeMap?) -> KnownState { item.map { .exact(state($0)) } ?? .none }

  /// The state after an update of what was there.
  func updated(_ request: UpdateItem, from before: AttributeMap?) -> UpdatedState {
    UpdatedState(request: request, before: before, omitted: table.omittedAttributes)
  }
}

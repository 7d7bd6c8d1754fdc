import AWSClient
import Annals

/// A resource as an item of its table.
struct ServiceItem: Sendable {
  let table: ResourceTable
  let key: AttributeMap
  /// What is there; `nil` where nothing is.
  let present: AttributeMap?
  /// What is to be there; `nil` where nothing is to be.
  let target: AttributeMap?

  /// The item of a change. Throws `invalidResourceID`, or `invalidState` where a value is not of its type.
  init(_ change: RestoreChange, in table: ResourceTable) throws(HistoryError) {
    self.table = table
    key = try table.key(of: change.resource.id)
    present = change.present?.item as? AttributeMap
    guard let state = change.target else {
      target = nil
      return
    }
    target = try table.item(
      change.resource.id, state: state, over: present, types: change.types.map { AttributeTypes(metadata: $0) } ?? AttributeTypes())
  }

  /// The attributes that are neither compared nor changed where the item is there.
  var leftAlone: Set<String> { table.leftAlone }

  /// Write units for the change, indexes left out of account: those of the larger of both.
  var writeUnits: Int { max(((max(present?.itemSize ?? 0, target?.itemSize ?? 0)) + 1023) / 1024, 1) }

  /// Whether an item is as it is to be.
  func isDone(_ item: AttributeMap?) -> Bool {
    switch (item, target) {
    case (nil, nil): true
    case (let item?, let target?): table.seen(item) == table.seen(target)
    default: false
    }
  }
}

extension ResourceTable {
  /// The attributes that are neither compared nor changed where an item is there.
  var leftAlone: Set<String> { untouchedAttributes.union(omittedAttributes) }

  /// An item as it is compared: without what is left alone, each number and set written in one way.
  func seen(_ item: AttributeMap) -> AttributeMap {
    let leftAlone = leftAlone
    let members = item.withKeptNumbers.members.filter { !leftAlone.contains($0.name) }
    return AttributeMap(unordered: members.map { .init(name: $0.name, value: $0.value.withOrderedSets) })
  }

  /// An item as a present state.
  func presentState(_ item: AttributeMap) -> PresentState {
    PresentState(
      state(of: item), digest: ItemDigest(of: seen(item)).digest, types: AttributeTypes(of: item).json, item: item)
  }
}

extension AttributeValue {
  /// The value with its sets in one order: DynamoDB keeps none.
  fileprivate var withOrderedSets: AttributeValue {
    switch self {
    case .ss(let texts): .ss(texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    case .ns(let numbers): .ns(numbers.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    case .bs(let values): .bs(values.sorted { $0.lexicographicallyPrecedes($1) })
    case .m(let map): .m(AttributeMap(unordered: map.members.map { .init(name: $0.name, value: $0.value.withOrderedSets) }))
    case .l(let values): .l(values.map(\.withOrderedSets))
    case .s, .n, .b, .bool, .null: self
    }
  }
}

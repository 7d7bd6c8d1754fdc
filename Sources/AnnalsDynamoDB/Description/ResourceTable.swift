public import AWSClient
public import Annals

/// Where a service keeps the items of a resource type, and how a resource is an item: what it takes to record what is there, and to put back
/// what is not.
public struct ResourceTable: Hashable, Sendable {
  /// The resources' type.
  public let type: ResourceType
  /// The table's name.
  public let tableName: String
  /// How the key is made of a resource's id.
  public let key: ResourceKey
  /// Attributes that an item of the type has with these texts, where the key alone does not tell types apart. Default: none.
  public var conditions: [String: String] = [:]
  /// Attributes that states leave out, and that are therefore never written. Default: none.
  public var omittedAttributes: Set<String> = []
  /// Attributes that stay as they are when a state is put back, such as a version. Where no item is, they come from the state. Default: none.
  public var untouchedAttributes: Set<String> = []
  /// Types of attributes that JSON does not tell. Default: none.
  public var attributeTypes = AttributeTypes()
  /// Fields that hold ids of other resources, by their place: names joined by dots, lists passed through. Default: none.
  public var referenceTypes: [String: ResourceType] = [:]

  /// A type's table.
  public init(type: ResourceType, tableName: String, key: ResourceKey) {
    self.type = type
    self.tableName = tableName
    self.key = key
  }

  /// The key of a resource's item. Throws `invalidResourceID`.
  public func key(of id: String) throws(HistoryError) -> AttributeMap { try key.key(of: id) }

  /// The id of the resource that an item is; `nil` where it is none of this type.
  public func id(of item: AttributeMap) -> String? {
    guard conditions.allSatisfy({ name, text in item[name]?.string?.utf8.elementsEqual(text.utf8) ?? false }) else { return nil }
    return key.id(of: item)
  }

  /// The state that an item is, as ``TrackedTable`` records it.
  public func state(of item: AttributeMap) -> JSONObject { ItemState(item: item, omitted: omittedAttributes).json }

  /// The item that a state is.
  ///
  /// Its key is that of the id, and what tells its type is there, whatever the state says. What is left alone stays as the present item has it;
  /// types that JSON does not tell are those of the description, else those that the state's record tells, else those of the present item.
  ///
  /// - Parameters:
  ///   - id: The resource's id.
  ///   - state: Its state, whole.
  ///   - present: The item that is there, where one is.
  ///   - types: The types that the state's record tells (``AttributeTypes/init(of:)-(HistoryRecord)``).
  /// - Returns: The item.
  /// - Throws: `invalidResourceID`, and `invalidState` where a value is not of its type.
  public func item(
    _ id: String, state: JSONObject, over present: AttributeMap? = nil, types: AttributeTypes = .init()
  ) throws(HistoryError) -> AttributeMap {
    let known = attributeTypes.merging(types).merging(present.map { AttributeTypes(of: $0) } ?? .init())
    var item = try known.item(state)
    if let present {
      for name in untouchedAttributes.union(omittedAttributes) { item[name] = present[name] }
    }
    for (name, text) in conditions { item[name] = .s(text) }
    for member in try key(of: id).members { item[member.name] = member.value }
    return item
  }

  /// A field that names another resource.
  public struct Reference: Hashable, Sendable {
    /// The field's place.
    public let field: String
    /// The resource that it names.
    public let resource: Resource
  }

  /// The resources that a state names.
  public func references(in state: JSONObject) -> [Reference] {
    referenceTypes.sorted { $0.key < $1.key }.flatMap { field, type in
      Self.texts(at: field.split(separator: ".").map(String.init)[...], in: .object(state)).compactMap { id in
        (try? Resource(type: type, id: id)).map { Reference(field: field, resource: $0) }
      }
    }
  }

  private static func texts(at path: ArraySlice<String>, in value: JSONValue) -> [String] {
    switch value {
    case .array(let elements): return elements.flatMap { texts(at: path, in: $0) }
    case .object(let object):
      guard let name = path.first, let inner = object[name] else { return [] }
      return texts(at: path.dropFirst(), in: inner)
    case .string(let text): return path.isEmpty && !text.isEmpty ? [text] : []
    case .number(let number): return path.isEmpty ? [number.description] : []
    case .null, .bool: return []
    }
  }
}

/// Reads and writes resources where a service keeps them, so that they can be put back.
///
/// Annals has one for DynamoDB tables. For what is kept elsewhere see ``ServiceRestorer``.
public protocol Restorer: Sendable {
  /// Whether resources of this type can be put back.
  func covers(_ type: ResourceType) -> Bool

  /// The names of a state's members that are left alone: neither compared nor changed where the resource is there.
  func fieldsLeftAlone(of type: ResourceType) -> Set<String>

  /// The resources as every write before left them; those that are not there are absent.
  func presentStates(of resources: [Resource]) async throws -> [Resource: PresentState]

  /// The resources that a state refers to.
  func references(of resource: Resource, in state: JSONObject) -> [Resource]

  /// What a change costs, and why it cannot be made. Nothing is asked or written.
  func estimate(_ change: RestoreChange) -> RestoreEstimate

  /// Makes a change if the resource is still as `change.present` has it.
  ///
  /// Throws where it may help to try again; what can never succeed is ``RestoreOutcome/refused(_:)``.
  func carryOut(_ change: RestoreChange) async throws -> RestoreOutcome

  /// How many changes can be made all or none; 0 where that cannot be done.
  var togetherLimit: Int { get }

  /// Makes all of these changes, if all resources are still as the changes have them, or none; the outcomes in their order.
  ///
  /// The token is the same for the same changes, however often they are tried.
  func carryOutTogether(_ changes: [RestoreChange], token: String) async throws -> [RestoreOutcome]
}

extension Restorer {
  /// None.
  public func fieldsLeftAlone(of type: ResourceType) -> Set<String> { [] }
  /// None.
  public func references(of resource: Resource, in state: JSONObject) -> [Resource] { [] }
  /// A unit.
  public func estimate(_ change: RestoreChange) -> RestoreEstimate { RestoreEstimate() }
  /// None.
  public var togetherLimit: Int { 0 }
  /// Refuses.
  public func carryOutTogether(_ changes: [RestoreChange], token: String) async throws -> [RestoreOutcome] {
    changes.map { _ in .refused("changes of these types cannot be made all or none") }
  }
}

/// A resource as it is now.
public struct PresentState: Sendable {
  /// What it looks like.
  public let state: JSONObject
  /// Tells it from every other state that it could have; what is left alone does not count.
  public let digest: TextDigest
  /// What JSON does not tell of the state's types, for who puts it back one day; the record of a change has it as `metadata.attribute_types`.
  public let types: JSONObject?
  /// What the restorer itself needs to know of it again.
  package let item: (any Sendable)?

  /// A state by which a change can be made conditional.
  public init(_ state: JSONObject) {
    self.init(state, digest: TextDigest(of: JSONWriter.text(of: state)))
  }

  package init(_ state: JSONObject, digest: TextDigest, types: JSONObject? = nil, item: (any Sendable)? = nil) {
    self.state = state
    self.digest = digest
    self.types = types
    self.item = item
  }
}

/// One resource that is to be put back.
public struct RestoreChange: Sendable {
  /// Which.
  public let resource: Resource
  /// How it is now; `nil` where it is not there.
  public let present: PresentState?
  /// How it is to be; `nil` where it is to be removed.
  public let target: JSONObject?
  /// What the record of the target tells of its types (``PresentState/types``); `nil` where it tells nothing.
  public let types: JSONObject?

  /// A change from one to the other.
  public init(_ resource: Resource, from present: PresentState?, to target: JSONObject?, types: JSONObject? = nil) {
    self.resource = resource
    self.present = present
    self.target = target
    self.types = types
  }
}

/// What is known of a change before it is made.
public struct RestoreEstimate: Hashable, Sendable {
  /// Write units, indexes left out of account.
  public var writeUnits = 1
  /// Bytes that the state has, where these are too many.
  public var excessiveSize: Int?
  /// Why the state cannot be written, in a sentence; `nil` where it can.
  public var refusal: String?
  /// What else has to be known, in a sentence each.
  public var remarks: [String] = []

  /// A unit, and no obstacle.
  public init() {}
}

/// What became of a change.
public enum RestoreOutcome: Sendable {
  /// It was made, now or by an attempt before whose answer was lost; the states are told where they are known better than by the change itself.
  case done(before: JSONObject? = nil, after: JSONObject? = nil)
  /// Nothing was changed: the resource is another by now, or is gone.
  case moved
  /// Nothing was changed, because another of the changes that are made together could not be.
  case heldBack
  /// Nothing was changed, and never will be, for this reason.
  case refused(String)
}

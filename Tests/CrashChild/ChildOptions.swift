import Annals
import AnnalsTestSupport

/// What a child is told: `--store sqlite:PATH --journal FOLDER --first 1 --durability batch --seed 7 --kill-at-call 120 --kill-at-store 3`.
///
/// The seed chooses sizes that are small, so that files are begun and removed all the time, and memory is too small for what waits.
struct ChildOptions {
  let store: ChildStore
  let journal: String
  /// The number of the first operation.
  let first: Int
  let durability: JournalConfiguration.Durability
  let seed: UInt64
  /// The call of the journal's files at which this process ends, counted from 1.
  let killAtCall: Int?
  /// The call of the store's `append` at which this process ends, counted from 1.
  let killAtStore: Int?

  /// How many tasks track operations at the same time.
  var tasks: Int { 2 + Int(seed % 14) }

  /// Why a child does not start.
  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  init(_ arguments: some Sequence<String>) throws {
    var values: [String: String] = [:]
    var name: String?
    for argument in arguments {
      if let option = name { values[option] = argument }
      name = name == nil ? argument : nil
    }
    func text(_ option: String) throws -> String {
      guard let value = values[option] else { throw Problem(description: "\(option) is missing: give it with a value") }
      return value
    }
    func number<Number: LosslessStringConvertible>(_ option: String) throws -> Number {
      guard let number = Number(try text(option)) else { throw Problem(description: "\(option) is not a number: give one") }
      return number
    }
    store = try ChildStore(try text("--store"))
    journal = try text("--journal")
    first = try number("--first")
    seed = try number("--seed")
    switch try text("--durability") {
    case "batch": durability = .everyBatch
    case "never": durability = .never
    default: durability = .every(.milliseconds(try number("--durability") as Int))
    }
    killAtCall = values["--kill-at-call"].flatMap { Int($0) }
    killAtStore = values["--kill-at-store"].flatMap { Int($0) }
  }

  func configuration() -> HistoryConfiguration {
    var random = SeededGenerator(seed: seed)
    var place = JournalConfiguration(path: journal)
    place.durability = durability
    place.segmentSize = 4096 << Int.random(in: 0...4, using: &random)
    place.sizeLimit = random.chance(0.2) ? max(place.segmentSize, 128 * 1024) : 256 * 1024 * 1024
    var configuration = HistoryConfiguration()
    configuration.recorder.guarantee = .journaled(place)
    configuration.recorder.batchInterval = random.chance(0.5) ? .zero : .milliseconds(2)
    configuration.recorder.batchLimit = 1 << Int.random(in: 0...8, using: &random)
    configuration.recorder.bufferLimit = 32 << Int.random(in: 0...6, using: &random)
    configuration.recorder.retryInterval = .milliseconds(5)
    configuration.recorder.drainLimit = random.chance(0.5) ? .milliseconds(20) : .seconds(10)
    return configuration
  }
}

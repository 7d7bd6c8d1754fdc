import Logging

/// A running recorder's use of its journal: what fails there is told once, and never keeps records from the store.
struct Journaling: Sendable {
  private let journal: Journal
  private let recorder: HistoryRecorder
  private let troubles = Troubles()

  init(_ journal: Journal, _ recorder: HistoryRecorder) {
    self.journal = journal
    self.recorder = recorder
  }

  /// Keeps records. Returns their numbers; `nil` where the journal does not take them, and they wait in memory.
  func keep(_ records: [SanitizedRecord]) async -> ClosedRange<UInt64>? {
    guard !records.isEmpty else { return nil }
    switch await journal.append(records.map(RecordPayload.bytes)) {
    case .kept(let range):
      if troubles.end(.writing) { recorder.logger.info("The journal takes records again") }
      return range
    case .refused(let error):
      tell(.writing, "The journal does not take records; they wait in memory, and a crash would lose them", error)
      return nil
    }
  }

  /// Reads back records that are on disk alone, trying again while that can help; `nil` when the task was cancelled first.
  func read(_ range: ClosedRange<UInt64>) async -> Journal.Batch? {
    let configuration = recorder.configuration
    let limit = min(configuration.batchLimit, configuration.journaledShare.records)
    let bytes = min(configuration.batchByteLimit, configuration.journaledShare.bytes)
    let backoff = configuration.backoff
    var attempt = 0
    while true {
      do throws(HistoryError) {
        let batch = try await journal.read(range, limit: limit, bytes: bytes)
        _ = troubles.end(.reading)
        await tellFindings()
        return batch
      } catch {
        tell(.reading, "The journal cannot be read; it is tried again", error)
      }
      do { try await recorder.clock.sleep(for: backoff.delay(attempt: attempt)) } catch { return nil }
      attempt += 1
    }
  }

  /// Tells what was found damaged and is not told yet.
  func tellFindings() async {
    for finding in await journal.newFindings() {
      recorder.logger.warning(
        "A file of the journal does not read as it was written; what is intact of it is stored", metadata: ["annals.finding": "\(finding)"])
    }
  }

  /// The store has every record up to this number.
  func acknowledge(upTo number: UInt64) async {
    do throws(HistoryError) {
      try await journal.acknowledge(upTo: number)
      _ = troubles.end(.acknowledging)
    } catch {
      // After a restart it is stored once more, which changes nothing.
      tell(.acknowledging, "The journal could not note what the store has", error)
    }
  }

  /// Keeps what the store rejects for good.
  func setAside(_ records: [SanitizedRecord]) async {
    guard !records.isEmpty else { return }
    do throws(HistoryError) {
      try await journal.setAside(records.map(RecordPayload.bytes))
      recorder.logger.warning(
        "Records that the store rejected are kept in the journal's rejected.records", metadata: ["annals.records": "\(records.count)"])
    } catch {
      tell(.settingAside, "Records that the store rejected could not be kept in the journal", error)
    }
  }

  /// How often what was written is forced to the disk, where that is the journal's durability.
  var syncInterval: Duration? { if case .every(let interval) = journal.configuration.durability { interval } else { nil } }

  /// Forces to the disk what was written, again and again, until it is cancelled.
  func sync(every interval: Duration) async {
    while !Task.isCancelled {
      do { try await recorder.clock.sleep(for: interval) } catch { return }
      do throws(HistoryError) {
        try await journal.sync()
        _ = troubles.end(.syncing)
      } catch {
        tell(.syncing, "The journal could not be forced to the disk; a crash of the machine could lose records", error)
      }
    }
  }

  func close() async {
    do throws(HistoryError) { try await journal.close() } catch { recorder.warn("The journal could not be closed in order", error) }
  }

  private func tell(_ trouble: Troubles.Kind, _ sentence: Logger.Message, _ error: HistoryError) {
    if troubles.begin(trouble) { recorder.warn(sentence, error) }
  }
}

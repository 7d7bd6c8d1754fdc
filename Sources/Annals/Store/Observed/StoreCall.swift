/// The calls of a store, as metrics and spans name them.
enum StoreCall: String, CaseIterable, Sendable {
  case append
  case records
  case record
  case keptTexts = "kept_texts"
  case statistics
  case countedStatistics = "counted_statistics"
  case cleanup
  case rewrite
  case finishRewriting = "finish_rewriting"
  case checkReadiness = "check_readiness"
  case warnings
  case document
  case documents
  case putDocument = "put_document"
  case removeDocument = "remove_document"
}

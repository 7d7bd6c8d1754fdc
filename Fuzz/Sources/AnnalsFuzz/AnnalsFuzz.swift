import Foundation

/// Feeds one part of Annals with bytes that libFuzzer makes up: `AnnalsFuzz record Fuzz/Corpus/record -max_total_time=60`.
///
/// The first argument names the part, the others are libFuzzer's (llvm.org/docs/LibFuzzer.html). A fault is a crash: of the part itself, or of a
/// promise that does not hold.
@main
enum AnnalsFuzz {
  static func main() {
    var arguments = CommandLine.arguments
    guard arguments.count > 1, let target = FuzzTarget(rawValue: arguments.remove(at: 1)) else {
      print("usage: AnnalsFuzz \(FuzzTarget.allCases.map(\.rawValue).joined(separator: "|")) [corpus] [libFuzzer's options]")
      exit(2)
    }
    current = target
    var count = CInt(arguments.count)
    // libFuzzer keeps them for as long as the process lives.
    let texts = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: arguments.count + 1)
    for (place, argument) in arguments.enumerated() { (texts + place).initialize(to: strdup(argument)) }
    (texts + arguments.count).initialize(to: nil)
    var start: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = texts
    exit(runDriver(&count, &start, runCurrent))
  }

  // Written once, before libFuzzer begins with its one thread.
  nonisolated(unsafe) fileprivate static var current = FuzzTarget.json
}

private func runCurrent(_ start: UnsafePointer<UInt8>?, _ length: Int) -> CInt {
  AnnalsFuzz.current.run(Array(UnsafeBufferPointer(start: start, count: length)))
  return 0
}

/// libFuzzer's own loop. Source: llvm.org/docs/LibFuzzer.html, "Using libFuzzer as a library".
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ run: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

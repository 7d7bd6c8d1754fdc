package import Foundation

/// Executables of the package, which lie beside its built tests.
package enum BuiltExecutable {
  /// The executable with this name.
  package static func url(_ name: String) -> URL {
    #if os(macOS)
      let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
      let products = (tests ?? Bundle.main).bundleURL.deletingLastPathComponent()
    #else
      let products = Bundle.main.bundleURL
    #endif
    return products.appendingPathComponent(name)
  }
}

// swift-tools-version:6.2
import CompilerPluginSupport
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "annals",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Annals", targets: ["Annals"]),
    .library(name: "AnnalsMacros", targets: ["AnnalsMacros"]),
    .library(name: "AnnalsSQLite", targets: ["AnnalsSQLite"]),
    .library(name: "AnnalsServer", targets: ["AnnalsServer"]),
    .library(name: "AnnalsMetrics", targets: ["AnnalsMetrics"]),
    .library(name: "AWSClient", targets: ["AWSClient"]),
    .library(name: "AnnalsDynamoDB", targets: ["AnnalsDynamoDB"]),
    .library(name: "AnnalsS3", targets: ["AnnalsS3"]),
    .library(name: "AnnalsAlerts", targets: ["AnnalsAlerts"]),
    .executable(name: "annals", targets: ["AnnalsCLI"]),
    .executable(name: "annals-lambda", targets: ["AnnalsLambda"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-service-context.git", from: "1.5.1"),
    .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.3"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0"),
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
    .package(url: "https://github.com/swiftlang/swift-syntax.git", from: "603.0.1"),
    .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
    .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.1"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
    .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.34.0"),
    .package(url: "https://github.com/apple/swift-certificates.git", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.4"),
    .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
  ],
  targets: [
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CCRC32C"),
    .target(
      name: "Annals",
      dependencies: [
        "CCRC32C",
        "CZlib",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "ServiceContextModule", package: "swift-service-context"),
        .product(name: "Instrumentation", package: "swift-distributed-tracing"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),
    .target(
      name: "AnnalsMacrosExpansion",
      dependencies: [
        .product(name: "SwiftSyntax", package: "swift-syntax"),
        .product(name: "SwiftSyntaxBuilder", package: "swift-syntax"),
        .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
        .product(name: "SwiftParser", package: "swift-syntax"),
        .product(name: "SwiftDiagnostics", package: "swift-syntax"),
      ],
      swiftSettings: settings),
    .macro(
      name: "AnnalsMacrosPlugin",
      dependencies: [
        "AnnalsMacrosExpansion",
        .product(name: "SwiftSyntax", package: "swift-syntax"),
        .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
        .product(name: "SwiftCompilerPlugin", package: "swift-syntax"),
      ],
      swiftSettings: settings),
    .target(name: "AnnalsMacros", dependencies: ["Annals", "AnnalsMacrosPlugin"], swiftSettings: settings),
    .target(
      name: "AnnalsSQLite",
      dependencies: [
        "Annals", .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: settings),
    .target(
      name: "AnnalsYAML", dependencies: ["Annals", .product(name: "Yams", package: "Yams")], swiftSettings: settings),
    .target(
      name: "AnnalsMetrics", dependencies: [.product(name: "CoreMetrics", package: "swift-metrics")], swiftSettings: settings),
    .target(
      name: "AWSClient",
      dependencies: [
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Instrumentation", package: "swift-distributed-tracing"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
        .product(name: "ServiceContextModule", package: "swift-service-context"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      swiftSettings: settings),
    .target(
      name: "AnnalsDynamoDB",
      dependencies: [
        "Annals", "AnnalsYAML", "AWSClient",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "ServiceContextModule", package: "swift-service-context"),
      ],
      swiftSettings: settings),
    .target(name: "AnnalsS3", dependencies: ["Annals", "AWSClient"], swiftSettings: settings),
    .target(
      name: "AnnalsAlerts",
      dependencies: [
        "Annals", "AnnalsYAML", "AWSClient",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      swiftSettings: settings),
    .target(
      name: "AnnalsServer",
      dependencies: [
        "Annals", "CZlib",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ServiceContextModule", package: "swift-service-context"),
        .product(name: "Instrumentation", package: "swift-distributed-tracing"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "AnnalsCLI",
      dependencies: [
        "Annals", "AnnalsAlerts", "AnnalsDynamoDB", "AnnalsMetrics", "AnnalsS3", "AnnalsSQLite", "AnnalsServer", "AnnalsYAML", "AWSClient",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "Instrumentation", package: "swift-distributed-tracing"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "AnnalsLambda",
      dependencies: [
        "Annals", "AnnalsDynamoDB", "AnnalsS3", "AWSClient",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      swiftSettings: settings),
    .target(
      name: "AnnalsTestSupport", dependencies: ["Annals"], path: "Tests/AnnalsTestSupport",
      resources: [.copy("Fixtures")],
      swiftSettings: settings),
    .testTarget(
      name: "AnnalsTests",
      dependencies: [
        "Annals", "AnnalsTestSupport", .product(name: "MetricsTestKit", package: "swift-metrics"),
        .product(name: "Instrumentation", package: "swift-distributed-tracing"),
        .product(name: "ServiceContextModule", package: "swift-service-context"),
      ],
      swiftSettings: settings),
    .target(
      name: "EngineTestSupport",
      dependencies: [
        "AWSClient",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      path: "Tests/EngineTestSupport", swiftSettings: settings),
    .target(
      name: "ServerTestSupport",
      dependencies: [
        "Annals", "AnnalsServer",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "X509", package: "swift-certificates"),
      ],
      path: "Tests/ServerTestSupport", swiftSettings: settings),
    .testTarget(
      name: "AWSClientTests",
      dependencies: [
        "Annals", "AWSClient", "EngineTestSupport", "AnnalsTestSupport",
        .product(name: "Instrumentation", package: "swift-distributed-tracing"),
        .product(name: "ServiceContextModule", package: "swift-service-context"),
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      resources: [.copy("Fixtures")],
      swiftSettings: settings),
    .testTarget(
      name: "AnnalsDynamoDBTests",
      dependencies: ["AnnalsDynamoDB", "AnnalsMacros", "AWSClient", "EngineTestSupport", "AnnalsTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "AnnalsS3Tests",
      dependencies: ["AnnalsS3", "AWSClient", "EngineTestSupport", "AnnalsTestSupport"], swiftSettings: settings),
    .testTarget(
      name: "AnnalsMacrosTests",
      dependencies: [
        "Annals", "AnnalsMacros", "AnnalsMacrosExpansion", "AnnalsTestSupport",
        .product(name: "SwiftSyntaxMacrosGenericTestSupport", package: "swift-syntax"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "AnnalsAlertsTests",
      dependencies: [
        "AnnalsAlerts", "Annals", "AnnalsDynamoDB", "AnnalsSQLite", "AWSClient", "AnnalsTestSupport", "EngineTestSupport",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "AnnalsLambdaTests",
      dependencies: ["AnnalsLambda", "Annals", "AnnalsDynamoDB", "AWSClient", "AnnalsTestSupport", "EngineTestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "AnnalsMetricsTests",
      dependencies: [
        "AnnalsMetrics", "AnnalsTestSupport", .product(name: "CoreMetrics", package: "swift-metrics"),
      ],
      swiftSettings: settings),
    .testTarget(name: "AnnalsYAMLTests", dependencies: ["AnnalsYAML", "Annals"], swiftSettings: settings),
    .testTarget(
      name: "AnnalsSQLiteTests",
      dependencies: [
        "AnnalsSQLite", "AnnalsTestSupport", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "AnnalsServerTests",
      dependencies: [
        "AnnalsServer", "AnnalsSQLite", "AnnalsTestSupport", "EngineTestSupport", "ServerTestSupport",
        .product(name: "HummingbirdTesting", package: "hummingbird"),
        .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
        .product(name: "Instrumentation", package: "swift-distributed-tracing"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
        .product(name: "ServiceContextModule", package: "swift-service-context"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "CrashChild",
      dependencies: [
        "Annals", "AnnalsDynamoDB", "AnnalsSQLite", "AnnalsTestSupport", "AWSClient",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      path: "Tests/CrashChild", swiftSettings: settings),
    .testTarget(
      name: "AnnalsSoakTests",
      dependencies: [
        "Annals", "AnnalsDynamoDB", "AnnalsSQLite", "AnnalsTestSupport", "AWSClient", "CrashChild", "EngineTestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "AnnalsCLITests",
      dependencies: [
        "AnnalsCLI", "AnnalsMetrics", "AnnalsServer", "AnnalsSQLite", "AnnalsYAML", "AWSClient", "EngineTestSupport", "AnnalsTestSupport",
        "ServerTestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)

// ANNALS_ONLY names targets that are built without the others: a sanitizer then has no web framework and no compiler plugin to compile.
if let names = Context.environment["ANNALS_ONLY"] {
  var needed: Set<String> = []
  var unread = names.split(separator: ",").map(String.init)
  while let name = unread.popLast() {
    guard needed.insert(name).inserted, let target = package.targets.first(where: { $0.name == name }) else { continue }
    for case .byNameItem(let name, _) in target.dependencies { unread.append(name) }
  }
  package.targets.removeAll { !needed.contains($0.name) }
  package.products = []
}

// ANNALS_FUZZ, which names libFuzzer's archive, adds what feeds the parts with made-up bytes and counts which of their code those reach: see
// Fuzz/README.md.
if let library = Context.environment["ANNALS_FUZZ"] {
  let parts: Set = ["Annals", "AWSClient", "AnnalsDynamoDB", "AnnalsServer"]
  let flags: SwiftSetting = .unsafeFlags(["-sanitize=fuzzer", "-enable-testing"])
  for target in package.targets where parts.contains(target.name) { target.swiftSettings = settings + [flags] }
  package.targets.append(
    .executableTarget(
      name: "AnnalsFuzz", dependencies: parts.sorted().map { .byName(name: $0) }, path: "Fuzz/Sources/AnnalsFuzz",
      swiftSettings: settings + [flags], linkerSettings: [.unsafeFlags([library, "-lstdc++"])]))
  package.products = []
}

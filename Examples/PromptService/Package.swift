// swift-tools-version:6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "prompt-service",
  platforms: [.macOS(.v15)],
  dependencies: [
    // In your own service: .package(url: "<this repository>", from: "0.1.0")
    .package(name: "annals", path: "../.."),
    .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
  ],
  targets: [
    .executableTarget(
      name: "PromptService",
      dependencies: [
        .product(name: "Annals", package: "annals"),
        .product(name: "AnnalsMacros", package: "annals"),
        .product(name: "AnnalsSQLite", package: "annals"),
        .product(name: "AnnalsDynamoDB", package: "annals"),
        .product(name: "AWSClient", package: "annals"),
        .product(name: "AnnalsServer", package: "annals"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "PromptServiceTests",
      dependencies: [
        "PromptService", .product(name: "Annals", package: "annals"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTesting", package: "hummingbird"), .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)

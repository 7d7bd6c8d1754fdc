/// Variants of a service's public endpoints.
public enum EndpointVariant: String, Hashable, Sendable {
  /// Cryptography validated to FIPS 140.
  case fips
  /// Reachable over IPv6 too.
  case dualStack
}

/// Where a service is reached: scheme, host, port and a path before its own.
struct Endpoint: Hashable, Sendable {
  let scheme: String
  /// The host with its port, as the `Host` header has it.
  let authority: String
  /// The path without a slash at its end.
  let path: String

  var url: String { "\(scheme)://\(authority)\(path)" }

  /// Reads an endpoint's URL. Throws `invalidConfiguration`.
  init(url: String) throws(AWSError) {
    let problem = AWSError(
      .invalidConfiguration, "\"\(url.prefix(100))\" is not an endpoint: give it as http://host:port or https://host")
    guard let end = url.firstRange(of: "://") else { throw problem }
    scheme = url[..<end.lowerBound].lowercased()
    let rest = url[end.upperBound...]
    let authorityEnd = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
    authority = rest[..<authorityEnd].lowercased()
    var path = String(rest[authorityEnd...])
    while path.hasSuffix("/") { path.removeLast() }
    self.path = path
    guard scheme == "http" || scheme == "https", !authority.isEmpty, !authority.contains("@"), !path.contains("?"), !path.contains("#"),
      authority.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { throw problem }
  }

  /// A service's public endpoint in a region.
  ///
  /// Source: the partitions and endpoint rules that the SDKs share.
  init(service: String, region: String, variants: Set<EndpointVariant>) throws(AWSError) {
    let partition = Partition(region: region)
    // GovCloud's own endpoints are validated already.
    let isMarked = variants.contains(.fips) && !(partition == .govCloud && !variants.contains(.dualStack))
    let isDual = variants.contains(.dualStack)
    // S3 had its dual stack before the others, under a name of its own.
    if isDual, service == AWSService.s3.name {
      try self.init(url: "https://s3\(isMarked ? "-fips" : "").dualstack.\(region).\(partition.suffix)")
      return
    }
    let suffix = isDual ? partition.dualStackSuffix : partition.suffix
    try self.init(url: "https://\(service)\(isMarked ? "-fips" : "").\(region).\(suffix)")
  }
}

/// A group of regions that share accounts and names.
enum Partition: Hashable, Sendable {
  case aws, china, govCloud, europeanSovereign, iso, isoB, isoE, isoF

  init(region: String) {
    self =
      switch region {
      case _ where region.hasPrefix("cn-"): .china
      case _ where region.hasPrefix("us-gov-"): .govCloud
      case _ where region.hasPrefix("eusc-"): .europeanSovereign
      case _ where region.hasPrefix("us-iso-"): .iso
      case _ where region.hasPrefix("us-isob-"): .isoB
      case _ where region.hasPrefix("eu-isoe-"): .isoE
      case _ where region.hasPrefix("us-isof-"): .isoF
      default: .aws
      }
  }

  var suffix: String {
    switch self {
    case .aws, .govCloud: "amazonaws.com"
    case .china: "amazonaws.com.cn"
    case .europeanSovereign: "amazonaws.eu"
    case .iso: "c2s.ic.gov"
    case .isoB: "sc2s.sgov.gov"
    case .isoE: "cloud.adc-e.uk"
    case .isoF: "csp.hci.ic.gov"
    }
  }

  var dualStackSuffix: String {
    switch self {
    case .aws, .govCloud: "api.aws"
    case .china: "api.amazonwebservices.com.cn"
    case .europeanSovereign: "api.amazonwebservices.eu"
    case .iso: "api.aws.ic.gov"
    case .isoB: "api.aws.scloud"
    case .isoE: "api.cloud-aws.adc-e.uk"
    case .isoF: "api.aws.hci.ic.gov"
    }
  }
}

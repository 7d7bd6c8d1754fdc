public import Annals
import HTTPTypes

/// Knows people by a header of a proxy that has checked who they are, where the connection comes from an address of that proxy.
///
/// The proxy must remove the header from what it is sent, or set it always. From other addresses the header says nothing.
public struct ProxyAuthenticator: HistoryAuthenticator {
  private let userHeader: String
  private let addresses: [AddressRange]
  private let rolesHeader: String?
  private let roles: Set<Role>

  /// Believes a header from addresses. Roles are named, with commas between, in a header of the proxy's where there is one; else they are those given.
  public init(userHeader: String, from addresses: [AddressRange], rolesHeader: String? = nil, roles: Set<Role> = [.reader]) {
    self.userHeader = userHeader
    self.addresses = addresses
    self.rolesHeader = rolesHeader
    self.roles = roles
  }

  /// Who the proxy says that it is.
  public func principal(of request: AuthenticationRequest) async throws -> Principal? {
    guard let address = request.remoteAddress, addresses.contains(where: { $0.contains(address) }),
      let id = try Self.value(of: userHeader, in: request.headers)
    else { return nil }
    do {
      return Principal(user: try User(id), roles: try roles(in: request.headers), proof: .proxy)
    } catch let error as HistoryError {
      throw AuthenticationFailure("the proxy's headers cannot be used: \(error.description)")
    }
  }

  private func roles(in headers: HTTPFields) throws -> Set<Role> {
    guard let rolesHeader, let text = try Self.value(of: rolesHeader, in: headers) else { return roles }
    return Set(try text.split(separator: ",").map { try Role(named: $0.trimmingSpaces.lowercased()) })
  }

  private static func value(of name: String, in headers: HTTPFields) throws(AuthenticationFailure) -> String? {
    let values = HTTPField.Name(name).map { headers[values: $0] } ?? []
    // Two can only be the proxy's and the sender's own.
    guard values.count <= 1 else {
      throw AuthenticationFailure("\(name) comes \(values.count) times: let the proxy replace what it is sent")
    }
    return values.first.flatMap { $0.isEmpty ? nil : $0 }
  }
}

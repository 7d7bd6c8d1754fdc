package import AWSClient

/// Runs the body with a client, and shuts the client down however it ends.
package func closing<Value>(_ client: AWSClient, _ body: (AWSClient) async throws -> Value) async throws -> Value {
  do {
    let value = try await body(client)
    try await client.shutdown()
    return value
  } catch {
    try? await client.shutdown()
    throw error
  }
}

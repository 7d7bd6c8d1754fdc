import Annals
import HTTPTypes
public import Hummingbird
import Logging
import ServiceContextModule

/// Sets who acts, for which request and why, from each request: what is logged and tracked while it is served says so.
///
/// The trace that the request came with (`traceparent`) lands in the records' `metadata.trace_id`. The request's id is that of `X-Request-ID`, else the trace of `traceparent`, else a new one; it goes back in `X-Request-ID`. The reason is
/// that of `X-Change-Reason`. The user comes from where you say: put this after what checks who calls.
///
/// ```swift
/// router.add(middleware: HistoryContextMiddleware { _, context in context.identity?.email })
/// ```
public struct HistoryContextMiddleware<Context: RequestContext>: RouterMiddleware {
  private let user: @Sendable (Request, Context) -> String?

  /// The header that says why: at most 1,000 bytes of it are kept.
  static var reasonHeader: String { "X-Change-Reason" }
  private static var reasonLength: Int { 1000 }

  /// Takes the user from what a closure makes of request and context; `nil` leaves it as it is.
  public init(user: @escaping @Sendable (_ request: Request, _ context: Context) -> String?) {
    self.user = user
  }

  /// Takes the user from a header, such as one that a proxy sets and nobody can go around; from none where there is no header.
  public init(userHeader: String? = nil) {
    self.init { request, _ in userHeader.flatMap { request.headers.value(of: $0) } }
  }

  /// Serves the request with its context set. A user that is no valid one is cut to the nearest.
  public func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let id = RequestIdentity(request.headers).text
    let user = user(request, context).flatMap { $0.isEmpty ? nil : User(coercing: $0).id }
    let reason = request.headers.value(of: Self.reasonHeader).flatMap { $0.isEmpty ? nil : $0.prefix(utf8Bytes: Self.reasonLength) }
    var context = context
    context.logger[metadataKey: "annals.request_id"] = "\(id)"
    var service = ServiceContext.current ?? .topLevel
    // A tracer that ran before knows better.
    if TraceContext.current(in: service) == nil { service.trace = TraceContext(request.headers) }
    if let trace = TraceContext.current(in: service) { context.logger[metadataKey: "trace_id"] = "\(trace.traceID)" }
    let ready = context
    var response = try await ServiceContext.$current.withValue(service) {
      try await withHistoryContext(user: user, requestID: id, reason: reason) { try await next(request, ready) }
    }
    response.headers.set(RequestIdentity.header, id)
    return response
  }
}

import Annals
import AnnalsServer
import Hummingbird

/// The service's routes, with history's beside them.
func makeRouter(prompts: Prompts, proposals: Proposals, history: HistoryService) -> Router<BasicRequestContext> {
  let router = Router()
  // Who acts comes from your own authentication; the example believes a header.
  router.add(middleware: HistoryContextMiddleware(userHeader: "X-User"))
  router.add(middleware: DocumentErrorMiddleware())
  addPrompts(prompts, to: router.group("prompts"))
  addProposals(proposals, to: router.group("proposals"))
  history.addRoutes(to: router)
  return router
}

private struct PromptChange: Decodable {
  let text: String
  let version: String
}

private func addPrompts(_ prompts: Prompts, to group: RouterGroup<BasicRequestContext>) {
  group.post { request, context in
    let prompt = try await request.decode(as: Prompt.self, context: context)
    return EditedResponse(status: .created, response: try await prompts.create(prompt))
  }
  group.get(":id") { _, context in try await prompts.get(id: context.parameters.require("id")) }
  group.put(":id") { request, context in
    let change = try await request.decode(as: PromptChange.self, context: context)
    return try await prompts.update(id: context.parameters.require("id"), text: change.text, version: change.version)
  }
  group.delete(":id") { _, context -> HTTPResponse.Status in
    try await prompts.delete(id: context.parameters.require("id"))
    return .noContent
  }
  group.post(":id/restore") { _, context in try await prompts.restore(id: context.parameters.require("id")) }
}

private struct ProposalChange: Decodable {
  let title: String
  let status: String
}

private func addProposals(_ proposals: Proposals, to group: RouterGroup<BasicRequestContext>) {
  group.post { request, context in
    let proposal = try await request.decode(as: Proposal.self, context: context)
    return EditedResponse(status: .created, response: try await proposals.create(proposal))
  }
  group.get(":id") { _, context in try await proposals.get(id: context.parameters.require("id")) }
  group.put(":id") { request, context in
    let change = try await request.decode(as: ProposalChange.self, context: context)
    return try await proposals.update(id: context.parameters.require("id"), title: change.title, status: change.status)
  }
  group.delete(":id") { _, context -> HTTPResponse.Status in
    try await proposals.delete(id: context.parameters.require("id"))
    return .noContent
  }
}

extension Prompt: ResponseEncodable {}
extension Proposal: ResponseEncodable {}

/// Answers 404 and 409 where a document is missing or there already.
private struct DocumentErrorMiddleware<Context: RequestContext>: RouterMiddleware {
  func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
    do {
      return try await next(request, context)
    } catch DocumentError.missing(let id) {
      throw HTTPError(.notFound, message: "There is no \(id).")
    } catch DocumentError.exists(let id) {
      throw HTTPError(.conflict, message: "There is a \(id) already.")
    }
  }
}

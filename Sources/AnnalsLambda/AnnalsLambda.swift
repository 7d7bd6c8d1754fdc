import AWSClient
import Annals
import AnnalsDynamoDB
import AsyncHTTPClient
import Foundation
import Logging

/// The executable: upkeep jobs as an AWS Lambda function, one a scheduled event.
///
/// It speaks the Lambda runtime's HTTP interface itself (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html), as a custom runtime's `bootstrap`.
@main
struct AnnalsLambda {
  static func main() async {
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    let logger = Logger(label: "annals-lambda")
    guard let address = ProcessInfo.processInfo.environment["AWS_LAMBDA_RUNTIME_API"], !address.isEmpty else {
      logger.critical("AWS_LAMBDA_RUNTIME_API is not set: run this as a Lambda function, as its bootstrap")
      exit(64)
    }
    let interface = RuntimeInterface(address: address, client: HTTPClient(configuration: RuntimeInterface.configuration))
    let worker: Worker
    do {
      worker = try Worker(environment: ProcessInfo.processInfo.environment, logger: logger)
    } catch {
      let failure = InvocationFailure(error)
      logger.critical("The function cannot start", metadata: ["error.message": "\(failure.sentence)"])
      try? await interface.failToStart(failure)
      exit(1)
    }
    do {
      while true {
        let invocation = try await interface.next()
        switch await worker.answer(invocation) {
        case .success(let json): try await interface.respond(to: invocation, json)
        case .failure(let failure): try await interface.fail(invocation, failure)
        }
      }
    } catch {
      // Without the runtime there is nobody to work for; it starts a new process.
      logger.critical("The Lambda runtime does not answer", metadata: ["error.message": "\(error)"])
      exit(1)
    }
  }
}

import Testing

@testable import AnnalsDynamoDB

import AWSClient

/// A CloudFormation template of a table for history: indexes, expiry, point-in-time recovery, paid for by request.
public struct CloudFormationSnippet: Sendable {
  /// The template as YAML.
  public let text: String

  /// A template of a table of this name.
  public init(tableName: String) {
    let definitions = HistoryTable.attributeDefinitions.map {
      "        - AttributeName: \($0.attributeName)\n          AttributeType: \($0.attributeType.rawValue)"
    }
    let indexes = [HistoryTable.timeIndexDefinition, HistoryTable.userIndexDefinition].map { index in
      """
              - IndexName: \(index.indexName)
                KeySchema:
      \(Self.schema(index.keySchema, indent: "            "))
                Projection:
                  ProjectionType: \(index.projection.projectionType.rawValue)
                  NonKeyAttributes:
      \(index.projection.nonKeyAttributes.map { "              - \($0)" }.joined(separator: "\n"))
      """
    }
    text = """
      AWSTemplateFormatVersion: "2010-09-09"
      Resources:
        HistoryTable:
          Type: AWS::DynamoDB::Table
          DeletionPolicy: Retain
          UpdateReplacePolicy: Retain
          Properties:
            TableName: "\(tableName)"
            BillingMode: PAY_PER_REQUEST
            AttributeDefinitions:
      \(definitions.joined(separator: "\n"))
            KeySchema:
      \(Self.schema(HistoryTable.keySchema, indent: "        "))
            GlobalSecondaryIndexes:
      \(indexes.joined(separator: "\n"))
            TimeToLiveSpecification:
              AttributeName: \(HistoryTable.expiryAttribute)
              Enabled: true
            PointInTimeRecoverySpecification:
              PointInTimeRecoveryEnabled: true

      """
  }

  private static func schema(_ schema: [KeySchemaElement], indent: String) -> String {
    schema.map { "\(indent)- AttributeName: \($0.attributeName)\n\(indent)  KeyType: \($0.keyType.rawValue)" }.joined(separator: "\n")
  }
}

/// A Terraform resource of a table for history: indexes, expiry, point-in-time recovery, paid for by request.
public struct TerraformSnippet: Sendable {
  /// The resource in HCL.
  public let text: String

  /// A resource of a table of this name.
  public init(tableName: String) {
    let attributes = HistoryTable.attributeDefinitions.map {
      """
        attribute {
          name = "\($0.attributeName)"
          type = "\($0.attributeType.rawValue)"
        }

      """
    }
    let indexes = [HistoryTable.timeIndexDefinition, HistoryTable.userIndexDefinition].map { index in
      """
        global_secondary_index {
          name            = "\(index.indexName)"
          hash_key        = "\(Self.name(.hash, index.keySchema))"
          range_key       = "\(Self.name(.range, index.keySchema))"
          projection_type = "\(index.projection.projectionType.rawValue)"
          non_key_attributes = [
      \(index.projection.nonKeyAttributes.map { "      \"\($0)\"," }.joined(separator: "\n"))
          ]
        }

      """
    }
    text = """
      resource "aws_dynamodb_table" "history" {
        name         = "\(tableName)"
        billing_mode = "PAY_PER_REQUEST"
        hash_key     = "\(HistoryTable.partitionKey)"
        range_key    = "\(HistoryTable.sortKey)"

      \((attributes + indexes).joined(separator: "\n"))
        ttl {
          attribute_name = "\(HistoryTable.expiryAttribute)"
          enabled        = true
        }

        point_in_time_recovery {
          enabled = true
        }

        lifecycle {
          prevent_destroy = true
        }
      }

      """
  }

  private static func name(_ role: KeySchemaElement.Role, _ schema: [KeySchemaElement]) -> String {
    schema.first { $0.keyType == role }?.attributeName ?? ""
  }
}

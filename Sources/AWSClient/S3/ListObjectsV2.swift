/// Names a page of a bucket's objects, in the order of their keys' bytes.
public struct ListObjectsV2: Sendable {
  /// The bucket's name.
  public var bucket: String
  /// Only keys that begin so.
  public var prefix: String?
  /// Keys that go on behind the prefix up to this text are named once, as a common prefix.
  public var delimiter: String?
  /// Only keys behind this one.
  public var startAfter: String?
  /// `nextToken` of the page before.
  public var continuationToken: String?
  /// How many at most, up to 1,000.
  public var limit: Int?

  /// The objects of a bucket.
  public init(bucket: String, prefix: String? = nil) {
    self.bucket = bucket
    self.prefix = prefix
  }

  /// A page.
  public struct Output: Hashable, Sendable {
    /// The objects.
    public var objects: [ListedObject]
    /// What keys have in common that the delimiter ends.
    public var commonPrefixes: [String]
    /// Where the next page begins; `nil` when this page is the last.
    public var nextToken: String?
  }
}

/// An object in a list.
public struct ListedObject: Hashable, Sendable {
  /// Its key.
  public var key: String
  /// How many bytes it has.
  public var size: Int
  /// Its entity tag, with its quotes.
  public var etag: String?
  /// Its storage class.
  public var storageClass: String?
}

extension ListObjectsV2: S3Operation {
  static let name = "ListObjectsV2"
  var key: String? { nil }

  func fill(_ request: inout ServiceRequest) {
    request.method = "GET"
    request.item("list-type", "2")
    // A key may hold what XML cannot.
    request.item("encoding-type", "url")
    request.item("prefix", prefix)
    request.item("delimiter", delimiter)
    request.item("start-after", startAfter)
    request.item("continuation-token", continuationToken)
    request.item("max-keys", limit.map(String.init))
  }

  static func output(of reply: ServiceReply) throws(JSONReader.Fault) -> Output {
    let document = try XMLReply.read(reply.body, as: "ListBucketResult")
    let isEncoded = document["EncodingType"] == "url"
    // S3 writes a space as +, and a + as %2B.
    func text(_ text: String) -> String { isEncoded ? PercentEncoding.decode(text.replacing("+", with: " ")) : text }
    var objects: [ListedObject] = []
    for element in document.elements("Contents") {
      guard let size = Int(try element.required("Size")) else { throw JSONReader.Fault(what: "a size is no number", position: 0) }
      objects.append(
        ListedObject(
          key: text(try element.required("Key")), size: size, etag: element["ETag"], storageClass: element["StorageClass"]))
    }
    let isTruncated = document["IsTruncated"] == "true"
    return Output(
      objects: objects, commonPrefixes: document.elements("CommonPrefixes").compactMap { $0["Prefix"].map(text) },
      nextToken: isTruncated ? try document.required("NextContinuationToken") : nil)
  }
}

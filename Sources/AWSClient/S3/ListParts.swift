/// Names a page of the parts that an upload has so far.
public struct ListParts: Sendable {
  /// The bucket's name.
  public var bucket: String
  /// The object's key.
  public var objectKey: String
  /// The upload.
  public var uploadID: String
  /// Only parts behind this place: `nextMarker` of the page before.
  public var marker: Int?
  /// How many at most, up to 1,000.
  public var limit: Int?

  /// The parts of an upload.
  public init(bucket: String, key: String, uploadID: String) {
    self.bucket = bucket
    objectKey = key
    self.uploadID = uploadID
  }

  /// A page.
  public struct Output: Hashable, Sendable {
    /// The parts, in the order of their places.
    public var parts: [UploadedPart]
    /// Where the next page begins; `nil` when this page is the last.
    public var nextMarker: Int?
  }
}

extension ListParts: S3Operation {
  static let name = "ListParts"
  var key: String? { objectKey }

  func fill(_ request: inout ServiceRequest) {
    request.method = "GET"
    request.item("uploadId", uploadID)
    request.item("part-number-marker", marker.map(String.init))
    request.item("max-parts", limit.map(String.init))
  }

  static func output(of reply: ServiceReply) throws(JSONReader.Fault) -> Output {
    let document = try XMLReply.read(reply.body, as: "ListPartsResult")
    var parts: [UploadedPart] = []
    for element in document.elements("Part") {
      guard let number = Int(try element.required("PartNumber")), let size = Int(try element.required("Size")) else {
        throw JSONReader.Fault(what: "a part's place or size is no number", position: 0)
      }
      parts.append(
        UploadedPart(number: number, etag: try element.required("ETag"), size: size, checksumSHA256: element["ChecksumSHA256"]))
    }
    let isTruncated = document["IsTruncated"] == "true"
    return Output(parts: parts, nextMarker: isTruncated ? document["NextPartNumberMarker"].flatMap { Int($0) } : nil)
  }
}

/// The names of the attributes that make a record's key.
enum ItemKey {
  static let partition = "PK"
  static let sort = "SK"
}

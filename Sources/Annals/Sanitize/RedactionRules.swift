/// What is redacted before a record is kept; `RedactionRules()` is the default rules.
///
/// The built-in names and shapes always hold while redaction is on; what is given here comes on top, and `allowedPaths` takes away.
public struct RedactionRules: Sendable {
  /// Whether secrets are redacted at all. Default: true.
  public var isEnabled = true
  /// Names whose values are redacted besides the built-in ones, in any notation: `salary` covers `salary`, `base_salary` and `BaseSalary`,
  /// and as with the built-in ones `salary_type` stays.
  public var names: [String] = []
  /// Places that are always redacted, by path below `before_state`, `after_state` and `metadata`: `profile.*.phone`.
  ///
  /// `*` stands for one name or one array element, `**` for any number of them; an element is named by its index. A first part
  /// `before_state`, `after_state` or `metadata` narrows a path to that one. `\.` is a dot within a name.
  public var paths: [String] = []
  /// Places that are never redacted, with all that lies in them, in the notation of `paths`. They win over everything else.
  public var allowedPaths: [String] = []
  /// Shapes of values that are redacted besides the built-in ones.
  public var shapes: [RedactionShape] = []
  /// Further rules for single resource types, by the type's name in any case.
  public var perType: [String: TypeRules] = [:]
  /// When set, a mark tells whether a secret changed: `[REDACTED:1f3a90c2]`. Default: none, the mark is `[REDACTED]`.
  public var fingerprintKey: FingerprintKey?

  /// The default rules.
  public init() {}

  /// What holds for one resource type besides the rules for all.
  public struct TypeRules: Sendable {
    /// Names as in `RedactionRules.names`.
    public var names: [String] = []
    /// Paths as in `RedactionRules.paths`.
    public var paths: [String] = []
    /// Paths as in `RedactionRules.allowedPaths`.
    public var allowedPaths: [String] = []

    /// Rules that add nothing.
    public init() {}
  }
}

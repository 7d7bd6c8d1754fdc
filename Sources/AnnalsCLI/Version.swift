/// The version of the executable, told by `annals --version`, `serve` and nothing else.
enum Version {
  static let text = "0.1.0"
}

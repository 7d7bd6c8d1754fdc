extension SecretCorpus {
  /// Passwords and one-time codes by their names, in JSON, code, commands, forms and sentences.
  static let passwords: [SecretKind] = [
    named("password by a name of code", ["userPassword", "DB_PASSWORD", "smtp-passwd", "adminPwd", "root_passphrase"]) { "\($0)=\($1)" },
    named("password in JSON within a text", ["password", "passwd", "clientSecret", "api_key"]) {
      #"body {"user":"ann","\#($0)":"\#($1)","n":1} sent"#
    },
    named("password in another language", ["Passwort", "contraseña", "senha", "wachtwoord", "lösenord", "hasło", "пароль", "パスワード"]) {
      "\($0): \($1)"
    },
    named("password in YAML", ["password", "dbPassword", "secret_key_base"]) { "user: ann\n\($0): \($1)\nport: 5432" },
    named("password in an environment", ["DB_PASSWORD", "REDIS_PASSWORD", "JWT_SECRET", "APP_KEY"]) { "export \($0)='\($1)' PORT=80" },
    named("password as an option", ["--password", "--db-password", "--client-secret", "--auth-token"]) { "run \($0) \($1) --port 80" },
    named("password in code", ["password", "apiSecret", "authToken"]) { "let \($0) = \"\($1)\" // set" },
    named("password in a hash of Ruby", ["password", "secret_key"]) { ":\($0) => '\($1)', :name => 'n'" },
    named("password in XML", ["password", "Password", "wsse:Password", "clientSecret"]) { "<user>ann</user><\($0)>\($1)</\($0)>" },
    named("password in a form", ["password", "user[password]", "new_password"]) { "name=ann&\($0)=\($1)&page=2" },
    named("password in a sentence", ["password is", "Password was", "passphrase is", "Passwort ist"]) {
      "The \($0) \($1), please change it."
    },
    named("password in quotes in a sentence", ["password", "passphrase"]) { "they logged in with \($0) \"\($1)\" again" },
    named("password after pwd", ["pwd", "PWD", "pw"]) { "user ann \($0): \($1)" },
    named("password in a message of an error", ["password", "secret"]) { "login failed (user=ann, \($0)=\($1)), giving up" },
    // Source: gitleaks, rule generic-api-key.
    SecretKind("opaque key by its name") { maker in
      let key = maker.alphanumeric(36)
      return ("\(maker.pick(["encryptionKey", "SIGNING_KEY", "licence-key", "session_key"])): \(key)", key)
    },
    SecretKind("npm configuration") { maker in
      let token = maker.uuid()
      return ("//registry.example.com/:_authToken=\(token)", token)
    },
    // Source: the Key Uri Format of Google Authenticator.
    SecretKind("OTP address") { maker in
      let seed = maker.base32(32)
      return ("otpauth://totp/Example:ann@example.com?secret=\(seed)&issuer=Example&digits=6", seed)
    },
    SecretKind("OTP seed by its name") { maker in
      let seed = maker.base32(32)
      return ("\(maker.pick(["totp_secret", "otp_seed", "mfaSecret"]))=\(seed)", seed)
    },
    SecretKind("one-time code") { maker in
      let code = maker.digits(6)
      return ("\(maker.pick(["OTP", "verification code", "security code"])): \(code)", ": \(code)")
    },
    SecretKind("recovery phrase") { maker in
      let phrase = (0..<12).map { _ in maker.text(5, of: SecretMaker.small) }.joined(separator: " ")
      return ("seed_phrase=\"\(phrase)\"", phrase)
    },
  ]

  private static func named(
    _ name: String, _ names: [String], _ text: @escaping @Sendable (_ name: String, _ password: String) -> String
  ) -> SecretKind {
    SecretKind(name) { maker in
      let password = maker.password()
      return (text(maker.pick(names), password), password)
    }
  }
}

extension SecretCorpus {
  /// Connection strings and addresses with a password or token. Sources: RFC 3986, section 3.2.1; the drivers' documentation of their strings.
  static let connections: [SecretKind] = [
    url("PostgreSQL address", "postgres", ":5432/main"), url("MySQL address", "mysql", ":3306/shop?charset=utf8"),
    url("MongoDB address", "mongodb+srv", "/?retryWrites=true"), url("AMQP address", "amqps", ":5671/vhost"),
    url("address of the web with a password", "https", "/private/index.html"),
    SecretKind("Redis address without a user") { maker in
      let password = maker.password()
      return ("redis://:\(password)@\(maker.word()).example.com:6379/0", password)
    },
    SecretKind("JDBC address") { maker in
      let password = maker.password()
      return ("jdbc:postgresql://db.example.com/\(maker.word())?user=app&password=\(password)&ssl=true", password)
    },
    SecretKind("JDBC address of SQL Server") { maker in
      let password = maker.password()
      return ("jdbc:sqlserver://db.example.com:1433;databaseName=\(maker.word());user=sa;password=\(password);encrypt=true", password)
    },
    SecretKind("ODBC string") { maker in
      let password = maker.password()
      return ("Driver={ODBC Driver 18};Server=db.example.com;Database=\(maker.word());Uid=app;Pwd=\(password);Encrypt=yes;", password)
    },
    SecretKind("libpq string") { maker in
      let password = maker.password()
      return ("host=db.example.com dbname=\(maker.word()) user=app password=\(password) sslmode=require", password)
    },
    SecretKind("Service Bus string") { maker in
      let key = maker.base64(bytes: 32)
      return ("Endpoint=sb://\(maker.word()).servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=\(key)", key)
    },
    SecretKind("address with a token for a user") { maker in
      let token = maker.alphanumeric(40)
      return ("https://\(token)@git.example.com/\(maker.word()).git", token)
    },
    SecretKind("address with a token parameter") { maker in
      let token = maker.alphanumeric(28)
      return (
        "https://api.example.com/v1/\(maker.word())?page=2&\(maker.pick(["access_token", "api_key", "auth_token", "token"]))=\(token)&sort=name",
        token
      )
    },
    SecretKind("presigned address") { maker in
      let signature = maker.hexadecimal(64)
      return (
        "https://\(maker.word()).s3.amazonaws.com/k.pdf?X-Amz-Date=20260101T000000Z&X-Amz-Expires=900&X-Amz-Signature=\(signature)",
        signature
      )
    },
    SecretKind("address to set a password again") { maker in
      let token = maker.hexadecimal(40)
      return ("https://app.example.com/reset?user=ann&reset_token=\(token)", token)
    },
  ]

  private static func url(_ name: String, _ scheme: String, _ rest: String) -> SecretKind {
    SecretKind(name) { maker in
      let password = maker.password()
      return ("\(scheme)://app:\(password)@\(maker.word()).example.com\(rest)", password)
    }
  }

  /// Headers of HTTP. Sources: RFC 9110, section 11; RFC 7617 (Basic), 6750 (Bearer), 7616 (Digest), 6265 (cookies).
  static let headers: [SecretKind] = [
    SecretKind("Authorization: Basic") { maker in
      let credentials = "ann:\(maker.password())".base64
      return ("Authorization: Basic \(credentials)", credentials)
    },
    SecretKind("Authorization: Bearer") { maker in
      let token = maker.token(40)
      return ("Authorization: Bearer \(token)", token)
    },
    SecretKind("Bearer without its header") { maker in
      let token = maker.token(32)
      return ("sent with Bearer \(token)", token)
    },
    SecretKind("Authorization: Digest") { maker in
      let response = maker.hexadecimal(32)
      return (
        #"Authorization: Digest username="ann", realm="x", nonce="\#(maker.hexadecimal(16))", uri="/a", response="\#(response)""#, response
      )
    },
    SecretKind("Cookie") { maker in
      let session = maker.alphanumeric(26)
      return ("Cookie: theme=dark; sid=\(session); lang=en", session)
    },
    SecretKind("Set-Cookie") { maker in
      let session = maker.token(32)
      return ("Set-Cookie: session=\(session); Path=/; HttpOnly; Secure", session)
    },
    SecretKind("API key header") { maker in
      let key = maker.alphanumeric(32)
      return ("\(maker.pick(["X-API-Key", "x-api-key", "Api-Key", "X-Auth-Token", "X-Vault-Token"])): \(key)", key)
    },
  ]
}

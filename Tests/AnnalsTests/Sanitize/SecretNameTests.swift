import Annals
import Testing

@Suite("Secret names")
struct SecretNameTests {
  @Test(
    "A name of a secret hides its value in every notation",
    arguments: [
      "password", "Password", "PASSWORD", "userPassword", "user_password", "user-password", "USER_PASSWORD", "user.password",
      "user password",
      "password2", "oldPassword1", "passwd", "pwd", "PWD", "passphrase", "pass_phrase", "passWord", "passcode", "db_pass", "pass",
      "passwords", "password_hash", "passwordhash", "userpassword", "mypasswd", "password_confirmation", "encryptedPassword",
      "passwordHint",
      "secret", "clientSecret", "client_secret", "clientsecret", "CLIENT_SECRET", "secrets", "secret_value", "secretKey", "secret_key_base",
      "token", "accessToken", "access_token", "accesstoken", "refresh-token", "ID_TOKEN", "tokens", "csrftoken", "X-CSRF-Token",
      "resetToken", "token_for_domain", "token_hash", "tokenValue", "next_refresh_token", "previous_token",
      "apiKey", "api_key", "API-KEY", "APIKey", "APIKEY", "APIkey", "apikey", "x-api-key", "apiKeys", "myapikey", "access_key", "accessKey",
      "aws_secret_access_key", "private_key", "privateKey", "privatekey", "PRIVATE KEY", "signing_key", "encryptionKey", "ssh_key",
      "licenseKey",
      "authorization", "Authorization", "proxy-authorization", "auth", "authHeader", "auth_token", "authorizationCode", "bearer", "jwt",
      "cookie", "Cookie", "cookies", "set-cookie", "sessionCookie", "session", "sessionId", "session_id", "SESSIONID", "session_token",
      "PHPSESSID", "userSession", "credential", "credentials", "userCredentials", "creds", "pin", "PIN", "userPin", "pin_code", "cvv",
      "cvv2",
      "cvc", "card_cvc", "ssn", "SSN", "social_security_number", "iban", "IBAN", "customerIban", "otp", "otpCode", "totp_secret", "mfaCode",
      "card_number", "cardNumber", "creditCard", "credit_card_number", "connectionString", "recovery_codes", "kennwort", "contraseña",
      "verification-code", "connect.sid", "oauth2token", "secretId",
    ])
  func secretNames(name: String) throws {
    let state = try #require(try sanitized([name: "s3same opens", "title": "Prompt"]))
    #expect(state[name] == "[REDACTED]")
    #expect(state["title"] == "Prompt")
  }

  @Test(
    "An innocent name keeps its value",
    arguments: [
      "tokenCount", "token_count", "tokens_used", "maxTokens", "max_tokens", "prompt_tokens", "token_type", "tokenLimit", "tokenizer",
      "tokenized", "tokens_per_second", "token_expires_at", "tokenEndpoint", "next_token", "nextPageToken", "NextToken", "eos_token",
      "keyboard", "monkey", "turkey", "key", "keys", "keyName", "public_key", "primaryKey", "sort_key", "foreign_key", "s3_key", "hotkey",
      "keynote",
      "passport_office", "passport", "passenger", "compass", "boarding_pass", "passed", "bypass", "secretary", "secretariat", "secret_name",
      "secretArn", "secretVersion", "pinned", "pinterest", "pinCount", "spinner", "map_pin", "session_count", "sessionTitle",
      "session_type",
      "session_timeout", "sessions_total", "training_session", "cookie_consent", "cookiePolicy", "cookie_banner", "cookieDomain",
      "author", "authority", "authored_by", "authorization_endpoint", "authorizationUrl", "auth_method", "authProvider", "oauth_provider",
      "two_factor_auth", "password_policy", "passwordLength", "password_updated_at", "passwordStrength", "password_reset_required",
      "passwordless", "credential_type", "credentialId", "private_key_path", "access_key_id", "api_key_id", "apiKeyName", "idempotency_key",
      "iban_country", "card_brand", "card_last4", "ssn_last4", "otp_enabled", "option", "adopted", "photograph", "blob", "description",
      "signature", "salt", "sid", "basket", "tokyo", "encrypted", "hash", "code", "number", "", "  ", "42", "日本語", "Größe",
    ])
  func innocentNames(name: String) throws {
    let state: JSONObject = [name: "reports/2025 final"]
    #expect(try sanitized(state) == state)
  }

  @Test("Null, Booleans and what is empty stay under a secret's name")
  func nothingToHide() throws {
    let state: JSONObject = ["password": .null, "token": false, "secret": true, "api_key": "", "credentials": [:], "cookies": []]
    #expect(try sanitized(state) == state)
  }

  @Test("Values of every other kind are hidden under a secret's name")
  func everyKind() throws {
    let state: JSONObject = ["pin": 1234, "credentials": ["user": "ann", "pw": "x"], "cookies": ["a=1"], "secret": [1, 2]]
    #expect(try sanitized(state) == ["pin": "[REDACTED]", "credentials": "[REDACTED]", "cookies": "[REDACTED]", "secret": "[REDACTED]"])
  }

  @Test("A number under a plural is a count")
  func counts() throws {
    let state: JSONObject = ["tokens": 512, "secrets": 3, "sessions": 7, "total_tokens": 900, "apiKeys": 2]
    #expect(try sanitized(state) == state)
  }

  @Test("A session that is an object loses its id and keeps what it tells")
  func sessionObject() throws {
    let state: JSONObject = ["session": ["id": "q8f7", "title": "Opening", "user": ["id": "ann"]], "sessions": ["q8f7", ["room": "A"]]]
    #expect(
      try sanitized(state)
        == ["session": ["id": "[REDACTED]", "title": "Opening", "user": ["id": "ann"]], "sessions": ["[REDACTED]", ["room": "A"]]])
  }

  @Test("A value named key is hidden where it looks random, and kept where it names something")
  func bareKey() throws {
    let random = fake("9fK2mQ7xR4tV", "8wZ1bN6c")
    let state: JSONObject = [
      "key": .string(random), "objectKey": "reports/2025/q4-final.pdf", "cacheKey": .string(random),
      "keys": [
        "01397c133d8443da1147ac66f68f711fe2c0306e", "550e8400-e29b-41d4-a716-446655440000", "01J9Z3K8Q2ABCDEFGHJKMNPQRS", .string(random),
      ],
    ]
    let result = try #require(try sanitized(state))
    #expect(result["key"] == "[REDACTED]")
    #expect(result["objectKey"] == state["objectKey"])
    #expect(result["cacheKey"] == state["cacheKey"])
    #expect(result["keys"]?.array?.prefix(3) == state["keys"]?.array?.prefix(3))
    #expect(result["keys"]?.array?.last == "[REDACTED]")
  }

  @Test("A long name costs no more than its length")
  func longNames() throws {
    let name = String(repeating: "aB_", count: 50_000)
    let state: JSONObject = [name + "Password": "x", name: "y"]
    let result = try defaultSanitizer.get().redacted(record(after: state)).after
    #expect(result == [name + "Password": "[REDACTED]", name: "y"])
  }
}

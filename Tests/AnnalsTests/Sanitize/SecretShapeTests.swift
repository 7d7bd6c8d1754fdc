import Annals
import Testing

@Suite("Secret shapes")
struct SecretShapeTests {
  /// Each with the secret alone; the test puts it into a sentence.
  static let secrets: [String] = [
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEow+AB/cd=\nxyz\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN OPENSSH PRIVATE KEY-----\\nb3BlbnNzaC1rZXk\\n-----END OPENSSH PRIVATE KEY-----",
    "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBF\n-----END PGP PRIVATE KEY BLOCK-----",
    fake("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", ".eyJzdWIiOiIxMjM0NTY3ODkwIn0", ".dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"),
    fake("eyJhbGciOiJub25lIn0", ".eyJzdWIiOiIxMjM0NTY3ODkwIn0"),
    fake(
      "eyJhbGciOiJSU0EtT0FFUCJ9", ".OKOawDo13gRp2ojaHV7LFpZcgV7T6DVZ", ".48V1_ALb6US04U3b", ".5eym8TW_c8SuK0ltJ3rpYI",
      ".XFBoMYUZodetZdvTiFvSkQ"),
    fake("AKIA", "IOSFODNN7EXAMPLE"), fake("ASIA", "IOSFODNN7EXAMPLE"),
    fake("ghp", "_16C7e42F292c6912E7710c838347Ae178B4a"), fake("gho", "_16C7e42F292c6912E7710c838347Ae178B4a"),
    fake("ghs", "_16C7e42F292c6912E7710c838347Ae178B4a"), fake("github", "_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz0123456789"),
    fake("xoxb", "-17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy"), fake("xoxp", "-1234567890-abcdefghij"),
    fake("sk", "_live_4eC39HqLyjWDarjtT1zdp7dc"), fake("rk", "_live_4eC39HqLyjWDarjtT1zdp7dc"),
    fake("whsec", "_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH"),
    fake("AIza", "SyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe"), fake("ya29", ".a0AfH6SMBx-abcdefghijklmnop"),
    fake("GOCSPX", "-abcdefghijklmnopqrstuvwx"),
    fake("sk", "-abcDEF1234567890abcDEF1234567890abcDEF1234567890"), fake("sk", "-proj-abcDEF1234567890abcdEFG"),
    fake("sk", "-ant-api03-abcDEF1234567890abcDEF"), fake("npm", "_abcdefghijklmnopqrstuvwxyz0123456789"),
    fake("glpat", "-abcdefABCDEF12345678"),
    fake("SG", ".ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf-09kqeF8tAmbihYzrnopKc-1s5cr"), fake("SK", "0123456789abcdef0123456789abcdef"),
    fake("dop", "_v1_b41c3d1c8f2a4b6c9e0d7f5a3b1c8e6d"), fake("shpat", "_0123456789abcdef0123456789abcdef"),
    fake("hf", "_abcdefghijklmnopqrstuvwxyzABCDEFGH"), fake("pypi", "-AgEIcHlwaS5vcmcCJGE2YzQ3ZTk4LTk3"),
    fake("hvs", ".CAESIJ2x7Yk8bGh4cGh2cy5hYmNkZWY"),
    "4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "5555555555554444", "378282246310005", "3782 822463 10005",
    "6011111111111117", "30569309025904", "3530111333300000", "6200000000000005",
    "DE89370400440532013000", "DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432", "FR14 2004 1010 0505 0001 3M02 606",
    "NO9386011117947",
  ]

  @Test("A secret is hidden by its shape, and the text around it stays", arguments: secrets)
  func shapes(secret: String) throws {
    #expect(try sanitized(text: secret) == "[REDACTED]")
    #expect(try sanitized(text: "before \(secret) after") == "before [REDACTED] after")
    #expect(try sanitized(text: "ein Wert: „\(secret)“, später mehr") == "ein Wert: „[REDACTED]“, später mehr")
    let named = try #require(try sanitized(["seen \(secret)": 1]))
    #expect(named.members.map(\.name) == ["seen [REDACTED]"])
  }

  @Test(
    "Only the secret part of a longer text is hidden",
    arguments: [
      ("postgres://app:hunter2@db.example.com:5432/main", "postgres://app:[REDACTED]@db.example.com:5432/main"),
      ("redis://:p@ss@cache", "redis://:[REDACTED]@cache"),
      ("see https://ann:x%40y@example.com/a?b=c now", "see https://ann:[REDACTED]@example.com/a?b=c now"),
      ("GET /cb?token=abc123&page=2#top", "GET /cb?token=[REDACTED]&page=2#top"),
      (
        "https://x.blob.core.windows.net/a?sv=2020&sig=aB%2Bc%3D&se=2025",
        "https://x.blob.core.windows.net/a?sv=2020&sig=[REDACTED]&se=2025"
      ),
      (
        "https://b.s3.amazonaws.com/k?X-Amz-Signature=fe5f&X-Amz-Date=1",
        "https://b.s3.amazonaws.com/k?X-Amz-Signature=[REDACTED]&X-Amz-Date=1"
      ),
      ("Authorization: Bearer abc.def\nAccept: json", "Authorization: [REDACTED]\nAccept: json"),
      ("sent 'Authorization: Basic dXNlcjpwYXNz' -v", "sent 'Authorization: [REDACTED]' -v"),
      ("used Bearer mF_9.B5f-4.1JqM here", "used Bearer [REDACTED] here"),
      ("Basic dXNlcjpwYXNz", "Basic [REDACTED]"),
      ("Cookie: sid=abc; theme=dark\r\nHost: x", "Cookie: [REDACTED]\r\nHost: x"),
      ("login failed: password=hunter2, user=ann", "login failed: password=[REDACTED], user=ann"),
      ("password=a,b;c user=ann", "password=[REDACTED] user=ann"),
      ("Server=x;Password=p4ss;Database=y", "Server=x;Password=[REDACTED];Database=y"),
      ("AccountName=a;AccountKey=Zm9vYmFyYmF6==;EndpointSuffix=x", "AccountName=a;AccountKey=[REDACTED];EndpointSuffix=x"),
      ("password: hunter2", "password: [REDACTED]"), ("The API key: zx81, thanks", "The API key: [REDACTED], thanks"),
      ("your PIN: 1234.", "your PIN: [REDACTED]"), ("security code: 123", "security code: [REDACTED]"),
      ("passphrase = 'open \\'sesame\\' now' done", "passphrase = '[REDACTED]' done"),
      ("{\"password\": \"a\\\"b\", broken", "{\"password\": \"[REDACTED]\", broken"),
      ("{\\\"apiKey\\\":\\\"zx81\\\",\\\"name\\\":\\\"n\\\"} tail", "{\\\"apiKey\\\":\\\"[REDACTED]\\\",\\\"name\\\":\\\"n\\\"} tail"),
      ("user[password]=x1&user[name]=ann", "user[password]=[REDACTED]&user[name]=ann"),
      ("user%5Bpassword%5D=x1&user%5Bname%5D=ann", "user%5Bpassword%5D=[REDACTED]&user%5Bname%5D=ann"),
      ("name=ann&password=x+1%21&tokenCount=3", "name=ann&password=[REDACTED]&tokenCount=3"),
      ("card=4111+1111+1111+1111&exp=12", "card=[REDACTED]&exp=12"),
      (":password => 'x1', :name => 'n'", ":password => '[REDACTED]', :name => 'n'"),
      ("let apiKey := \"zx81\"", "let apiKey := \"[REDACTED]\""),
      ("export DB_PASSWORD=x1 PORT=80", "export DB_PASSWORD=[REDACTED] PORT=80"),
      ("order 12 4111 1111 1111 1111 exp 12 25", "order 12 [REDACTED] exp 12 25"),
      ("password=[REDACTED]hunter2", "password=[REDACTED]"),
      ("key 🔑 token=x1 🔑", "key 🔑 token=[REDACTED] 🔑"),
    ])
  func withinText(text: String, expected: String) throws {
    #expect(try sanitized(text: text) == expected)
    #expect(try sanitized(text: expected) == expected)
  }

  @Test("An address that needs no other key is hidden from where it is secret")
  func hooks() throws {
    let slack = fake("https://hooks.slack.com/services/", "T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX")
    #expect(try sanitized(text: "post \(slack) ok") == "post https://hooks.slack.com/services/[REDACTED] ok")
    let discord = fake("https://discord.com/api/webhooks/", "123456/abc-DEF_x")
    #expect(try sanitized(text: discord) == "https://discord.com/api/webhooks/[REDACTED]")
  }

  @Test("The secret key of AWS is hidden with the id that it stands behind")
  func amazonPair() throws {
    let pair = fake("AKIA", "IOSFODNN7EXAMPLE:wJalrXUtnFEMI", "/K7MDENG/bPxRfiCYEXAMPLEKEY")
    #expect(try sanitized(text: "keys \(pair) used") == "keys [REDACTED] used")
  }

  @Test(
    "What looks like a secret and is none stays",
    arguments: [
      "01397c133d8443da1147ac66f68f711fe2c0306e", "commit 4111111111111111111111111111111111111111",
      "550e8400-e29b-41d4-a716-446655440000", "41111111-1111-4111-8111-111111111111",
      "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "978-3-16-148410-0", "9783161484100",
      "1700000000000", "1700000000000000", "1700000000000000000", "4111111111111112", "0.4111111111111111", "4111111111111111.5",
      "12345678901234567890123456789012345678", "2025-12-16T20:30:00.123456Z", "+49 30 1234567", "a4111111111111111f",
      "-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
      "DE00370400440532013000", "src/auth/token_store.swift:12", "com.example.app.feature", "v1.2.3-beta.4+build.5",
      "eyJ is how a token begins.",
      "the bearer of bad news", "Bearer authentication is used", "basic information about it", "Basic dGVzdA==",
      "https://example.com:8443/a?page=2&sort=name#x", "http://user@example.com/", "mail ann@example.com: please",
      "(using password: YES)", "password: must be at least 8 characters", "token: unexpected end of input",
      "Invalid token: expected a value",
      "tokenCount=5, keyboard=qwerty", "passport_office: Berlin", "func login(token: String, password: String?) -> Bool",
      "let token = parser.next()", "password = {{password}}", "secret: ${SECRET}", "password=***", "api_key = os.environ[\"KEY\"]",
      "tokens: 512", "session: opened for user root", "cookie: the small kind", "risk-assessment-2024-final-version-2",
      "task_test_results_2025_v2_final", "laughs_2024_compilation_video_file", "pypi-publish-workflow-for-main", "SKU-0123456789",
      "SKELETON", "AIRPORT", "ASIA-PACIFIC", "a == b, c != d", "x::y::z", "x:=1", "{\"a\":1}", "[1,2,3]", "\"quoted\"", "{not json}", "",
      "…[TRUNCATED: 12345 bytes, sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855]",
    ])
  func innocent(text: String) throws {
    #expect(try sanitized(text: text) == text)
  }

  @Test("A card's number is hidden where it is a number, too, and no other number is")
  func numbers() throws {
    let state: JSONObject = ["a": .number(try JSONNumber("4111111111111111")), "b": .number(try JSONNumber("4111111111111112"))]
    #expect(try sanitized(state) == ["a": "[REDACTED]", "b": .number(try JSONNumber("4111111111111112"))])
  }

  @Test("Two names that a secret made alike stay two")
  func namesApart() throws {
    let state: JSONObject = [fake("AKIA", "IOSFODNN7EXAMPLE"): 1, fake("AKIA", "IOSFODNN7EXAMPLF"): 2]
    #expect(try sanitized(state) == ["[REDACTED]": 1, "[REDACTED] (2)": 2])
  }
}

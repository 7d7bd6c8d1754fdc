extension SecretCorpus {
  /// Tokens that vendors mark with a beginning. Source: gitleaks, the rule of the vendor's name, and GitHub's "Supported secret scanning
  /// patterns"; where a vendor documents its form, the vendor.
  static let vendorTokens: [SecretKind] = [
    SecretKind(token: "GitHub personal access token", "ghp", "_") { $0.alphanumeric(36) },
    SecretKind(token: "GitHub OAuth token", "gho", "_") { $0.alphanumeric(36) },
    SecretKind(token: "GitHub app token", "ghs", "_") { $0.alphanumeric(36) },
    SecretKind(token: "GitHub refresh token", "ghr", "_") { $0.alphanumeric(36) },
    SecretKind(token: "GitHub fine-grained token", "github", "_pat_") { $0.alphanumeric(22) + "_" + $0.alphanumeric(59) },
    SecretKind(token: "GitLab personal access token", "glpat", "-") { $0.token(20) },
    SecretKind(token: "GitLab deploy token", "gldt", "-") { $0.token(20) },
    SecretKind(token: "GitLab runner token", "glrt", "-") { $0.token(20) },
    SecretKind(token: "Slack bot token", "xoxb", "-") { $0.digits(12) + "-" + $0.digits(12) + "-" + $0.alphanumeric(24) },
    SecretKind(token: "Slack user token", "xoxp", "-") {
      [$0.digits(12), $0.digits(12), $0.digits(12), $0.hexadecimal(32)].joined(separator: "-")
    },
    SecretKind(token: "Slack app token", "xapp", "-1-") {
      "A" + $0.text(10, of: SecretMaker.capitals) + "-" + $0.digits(13) + "-" + $0.hexadecimal(64)
    },
    SecretKind(token: "Stripe live key", "sk", "_live_") { $0.alphanumeric(24) },
    SecretKind(token: "Stripe restricted key", "rk", "_live_") { $0.alphanumeric(24) },
    SecretKind(token: "Stripe webhook secret", "whsec", "_") { $0.alphanumeric(32) },
    SecretKind(token: "SendGrid key", "SG", ".") { $0.token(22) + "." + $0.token(43) },
    SecretKind(token: "npm token", "npm", "_") { $0.alphanumeric(36) },
    // Source: PyPI's macaroons all begin with the same encoded location.
    SecretKind(token: "PyPI token", "pypi", "-AgEIcHlwaS5vcmc") { $0.token(150) },
    SecretKind(token: "Docker access token", "dckr", "_pat_") { $0.token(27) },
    SecretKind(token: "DigitalOcean token", "dop", "_v1_") { $0.hexadecimal(64) },
    SecretKind(token: "Heroku key", "HRKU", "-AA") { $0.token(58) },
    SecretKind(token: "Mailgun key", "key", "-") { $0.hexadecimal(32) },
    SecretKind(token: "OpenAI key", "sk", "-") { $0.alphanumeric(20) + "T3BlbkFJ" + $0.alphanumeric(20) },
    SecretKind(token: "OpenAI project key", "sk", "-proj-") { $0.token(74) + "T3BlbkFJ" + $0.token(74) },
    SecretKind(token: "Anthropic key", "sk", "-ant-api03-") { $0.token(93) + "AA" },
    SecretKind(token: "Hugging Face token", "hf", "_") { $0.text(34, of: SecretMaker.small + SecretMaker.capitals) },
    SecretKind(token: "Replicate token", "r8", "_") { $0.alphanumeric(37) },
    SecretKind(token: "Groq key", "gsk", "_") { $0.alphanumeric(52) },
    SecretKind(token: "Perplexity key", "pplx", "-") { $0.alphanumeric(48) },
    SecretKind(token: "Shopify access token", "shpat", "_") { $0.hexadecimal(32) },
    SecretKind(token: "Shopify shared secret", "shpss", "_") { $0.hexadecimal(32) },
    SecretKind(token: "Square token", "sq0atp", "-") { $0.token(22) },
    SecretKind(token: "New Relic user key", "NRAK", "-") { $0.text(27, of: SecretMaker.capitals + SecretMaker.decimal) },
    SecretKind(token: "Linear key", "lin", "_api_") { $0.alphanumeric(40) },
    SecretKind(token: "Notion token", "ntn", "_") { $0.digits(11) + $0.alphanumeric(35) },
    SecretKind(token: "Notion integration secret", "secret", "_") { $0.alphanumeric(43) },
    SecretKind(token: "Vault service token", "hvs", ".") { $0.token(95) },
    SecretKind(token: "Grafana service account token", "glsa", "_") { $0.alphanumeric(32) + "_" + $0.hexadecimal(8) },
    SecretKind(token: "Grafana cloud token", "glc", "_") { $0.base64(bytes: 60) },
    SecretKind(token: "PlanetScale token", "pscale", "_tkn_") { $0.token(43) },
    SecretKind(token: "PlanetScale password", "pscale", "_pw_") { $0.token(43) },
    SecretKind(token: "Supabase token", "sbp", "_") { $0.hexadecimal(40) },
    SecretKind(token: "Postman key", "PMAK", "-") { $0.hexadecimal(24) + "-" + $0.hexadecimal(34) },
    SecretKind(token: "Doppler token", "dp", ".pt.") { $0.alphanumeric(43) },
    SecretKind(token: "Dynatrace token", "dt0c01", ".") {
      $0.text(24, of: SecretMaker.capitals + SecretMaker.decimal) + "." + $0.text(64, of: SecretMaker.capitals + SecretMaker.decimal)
    },
    SecretKind(token: "Pulumi token", "pul", "-") { $0.hexadecimal(40) },
    SecretKind(token: "RubyGems key", "rubygems", "_") { $0.hexadecimal(48) },
    SecretKind(token: "Brevo key", "xkeysib", "-") { $0.hexadecimal(64) + "-" + $0.alphanumeric(16) },
    SecretKind(token: "Sentry user token", "sntryu", "_") { $0.hexadecimal(64) },
    SecretKind(token: "Google OAuth token", "ya29", ".a0") { $0.token(120) },
    SecretKind(token: "Google client secret", "GOCSPX", "-") { $0.token(28) },
    SecretKind(token: "Shippo token", "shippo", "_live_") { $0.hexadecimal(40) },
    SecretKind(token: "Fly.io token", "fm2", "_") { $0.base64(bytes: 90) },
  ]

  /// Tokens of a form of their own, without such a beginning or with one of letters alone. Source: gitleaks, the rule of the vendor's name.
  static let vendorForms: [SecretKind] = [
    SecretKind(token: "AWS access key id", "AKIA") { $0.base32(16) },
    SecretKind(token: "AWS temporary key id", "ASIA") { $0.base32(16) },
    SecretKind("AWS key id with its secret") { maker in
      let secret = maker.base64(bytes: 30)
      return ("AKIA" + maker.base32(16) + ":" + secret, secret)
    },
    // Source: the AWS SDKs' shared credentials file.
    SecretKind("AWS secret by its name") { maker in
      let secret = maker.base64(bytes: 30)
      return ("aws_secret_access_key = " + secret, secret)
    },
    // Source: session tokens as STS gives them.
    SecretKind(token: "AWS session token", "FwoG", "ZXIvYXdz") { $0.base64(bytes: 180) },
    SecretKind(token: "AWS session token of a region", "IQoJ", "b3JpZ2luX2Vj") { $0.base64(bytes: 180) },
    SecretKind(token: "Google API key", "AIza") { "Sy" + $0.token(33) },
    SecretKind(token: "Twilio API key", "SK") { $0.hexadecimal(32) },
    SecretKind("Twilio auth token by its name") { maker in
      let token = maker.hexadecimal(32)
      return ("TWILIO_AUTH_TOKEN=" + token, token)
    },
    SecretKind("Heroku key by its name") { maker in
      let key = maker.uuid()
      return ("HEROKU_API_KEY=" + key, key)
    },
    SecretKind("Datadog key by its name") { maker in
      let key = maker.hexadecimal(32)
      return ("DD-API-KEY: " + key, key)
    },
    SecretKind("Mailchimp key") { maker in
      let key = maker.hexadecimal(32)
      return ("\(key)-us\(maker.number(1...21))", key)
    },
    SecretKind("Telegram bot token") { maker in
      let code = "A" + maker.token(34)
      return ("\(maker.digits(10)):\(code)", code)
    },
    // Source: Discord's reference, "Authentication": the bot's id, a moment and a code.
    SecretKind("Discord bot token") { maker in
      let code = maker.token(38)
      return ("M" + maker.alphanumeric(25) + "." + String(maker.token(10).prefix(6)) + "." + code, code)
    },
    SecretKind(token: "Databricks token", "dapi") { $0.hexadecimal(32) },
    SecretKind(token: "Square access token", "EAAA") { $0.token(60) },
    SecretKind(token: "Alibaba key id", "LTAI") { $0.alphanumeric(20) },
    SecretKind(token: "Artifactory key", "AKCp") { $0.alphanumeric(69) },
    SecretKind(token: "Atlassian token", "ATATT", "3") { "xFfGF0" + $0.token(180) },
    SecretKind("Airtable token") { maker in
      let code = maker.hexadecimal(64)
      return ("pat" + maker.alphanumeric(14) + "." + code, code)
    },
    SecretKind("Terraform token") { maker in
      let code = maker.token(66)
      return (maker.alphanumeric(14) + ".atlas" + "v1." + code, code)
    },
    SecretKind("Azure client secret") { maker in
      let code = maker.token(34)
      return (maker.alphanumeric(3) + maker.digits(1) + "Q~" + code, code)
    },
    SecretKind("Azure storage key") { maker in
      let key = maker.base64(bytes: 64)
      return ("DefaultEndpointsProtocol=https;AccountName=\(maker.word());AccountKey=\(key);EndpointSuffix=core.windows.net", key)
    },
    SecretKind("Azure shared access signature") { maker in
      let signature = maker.base64(bytes: 32).percentEncoded
      return ("https://\(maker.word()).blob.core.windows.net/c/f?sv=2022-11-02&se=2030-01-01&sr=b&sp=r&sig=\(signature)", signature)
    },
    SecretKind("Slack webhook") { maker in
      let code = maker.alphanumeric(24)
      return (
        "https://hooks.slack" + ".com/services/T" + maker.text(10, of: SecretMaker.capitals) + "/B"
          + maker.text(10, of: SecretMaker.capitals) + "/" + code, code
      )
    },
    SecretKind("Discord webhook") { maker in
      let code = maker.token(68)
      return ("https://discord" + ".com/api/webhooks/\(maker.digits(18))/\(code)", code)
    },
  ]
}

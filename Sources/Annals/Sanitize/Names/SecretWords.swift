/// The built-in words of names. Words of one secret are written together: the table finds `apikey` in `api_key`, `apiKey` and `APIKEY`.
enum SecretWords {
  static let all: [(words: String, meaning: WordMeaning)] = [
    (passwords, WordMeaning(.secret, .secret)),
    (keys, WordMeaning(.secret, [.secret, .isSpokenOf])),
    (codes, WordMeaning(.secret, .secret)),
    (spokenOf, WordMeaning(.secret, [.secret, .isSpokenOf])),
    ("token", WordMeaning([.secret, .isQualifiable], [.secret, .isSpokenOf])),
    ("cookie setcookie", WordMeaning(.head, [.secret, .isSpokenOf, .isHeader])),
    ("authorization", WordMeaning(.head, [.secret, .isSpokenOf, .isHeader, .scalarOnly])),
    ("session", WordMeaning([.head, .isQualifiable], [.secret, .isSpokenOf, .scalarOnly])),
    ("auth", WordMeaning([.head, .isQualifiable], [.secret, .isSpokenOf, .scalarOnly])),
    ("jwt csrf xsrf", WordMeaning(.head, [.secret, .isSpokenOf])),
    ("creditcard debitcard", WordMeaning(.head, [.secret, .isSpokenOf, .scalarOnly])),
    ("pin", WordMeaning([.head, .isQualifiable], .secret)),
    ("otp totp hotp", WordMeaning(.head, .secret)),
    (nationalNumbers, WordMeaning(.head, [.secret, .isNumbered])),
    ("seed", WordMeaning(.head, [.secret, .ifOpaque])),
    ("bearer pass pw", WordMeaning(.whole, [.secret, .textOnly, .isSpokenOf])),
    ("key", WordMeaning([.head, .isQualifiable], [.secret, .ifOpaque])),
    (aspects, .aspect),
    (qualifiers, .qualifier),
    ("for of to from", .preposition),
    (carriers, .carrier),
  ]

  /// Words that have no plural, or whose plural is something else.
  static let withoutPlural: Set<String> = ["pin", "pass", "auth", "otp", "ssn", "pwd", "cvv", "cvc", "pw", "seed"]

  private static let passwords = """
    password passwd pwd passwrd passphrase passcode passwort kennwort contraseña contrasena senha motdepasse \
    dbpass databasepass userpass smtppass mailpass emailpass ftppass adminpass rootpass loginpass mysqlpass postgrespass pgpass \
    redispass authpass basicpass wachtwoord lösenord losenord adgangskode passord salasana hasło haslo heslo jelszó jelszo şifre sifre пароль \
    Пароль ПАРОЛЬ парола lozinka geslo contrasenya \
    palavrapasse katasandi mậtkhẩu 密码 密碼 用户密码 登录密码 パスワード 비밀번호 סיסמה
    """

  private static let nationalNumbers = """
    cpf cnpj dni nie nif bsn burgerservicenummer nino nationalinsurance nationalinsurancenumber nir insee steuerid steueridnr \
    steueridentifikationsnummer steuernummer pesel aadhaar codicefiscale personnummer nationalid nationalidnumber identitynumber \
    passportnumber passportno socialinsurancenumber taxpayerid sozialversicherungsnummer sécuritésociale securitesociale
    """

  private static let spokenOf = "secret secretid credential cred creds accesstoken"

  private static let keys = """
    apikey apisecret apitoken accesskey secretkey privatekey privkey signingkey encryptionkey decryptionkey masterkey sshkey rsakey pgpkey \
    gpgkey hmackey aeskey cipherkey cryptokey symmetrickey presharedkey psk accountkey storagekey sharedkey appkey applicationkey \
    consumerkey servicekey licensekey licencekey subscriptionkey authkey authorizationkey sessionkey deploykey webhookkey adminkey rootkey \
    serverkey keymaterial connectionstring connectionstr connstring connstr csrfmiddlewaretoken sharedaccesssignature
    """

  private static let codes = """
    sessionid sessid phpsessid jsessionid sessiontoken sessionhash sessiondata sessionvalue sessioncookie authcookie cookievalue cookieheader \
    connectsid authheader authorizationheader authcode authorizationcode authtoken authdata authstring authvalue authhash \
    oauthverifier codeverifier accesscode securitycode verificationcode recoverycode backupcode onetimecode smscode mfacode facode \
    otpcode otpvalue pincode pinnumber pinhash recoveryphrase seedphrase mnemonicphrase securityanswer magiclink resetlink reseturl \
    otpseed totpseed mfaseed tfaseed authenticatorseed cardnumber cardno ccnumber ccnum creditcardnumber cvv cvc cardcode ssn \
    socialsecurity socialsecuritynumber iban
    """

  private static let aspects = """
    count counts counter total num amount quantity limit limits max maximum min minimum length len size sizes bytes chars characters \
    usage used budget quota rate price cost bucket window type types kind class category format algorithm algo alg method methods mode scheme \
    style strategy policy policies rule rules strength score complexity level requirement requirements required enabled disabled valid \
    invalid validity verified verification status state version versions expiry expires expired expiration expire ttl lifetime duration age \
    at on date time timestamp created updated changed modified rotated rotation last interval period days hours minutes seconds second \
    by in until since name names label title description url uri urls endpoint endpoints host domain path paths file filename dir directory \
    location arn provider issuer audience scope scopes owner user username role permission permissions manager store backend service \
    plugin module generator validator field input placeholder page screen button column table index position offset symbol address \
    standard decimals contract supply consent banner preference preferences notice settings config configuration options attempts failures \
    errors error message stats statistics distribution id ids uuid guid ref reference fingerprint thumbprint prefix holder brand country \
    result match check present office per stdin
    """

  private static let qualifiers = """
    max min prompt completion total input output cached cache reasoning count next page continuation pagination bos eos pad unk sep cls mask \
    stop special design invalid unexpected idempotency factor map drop gpio public publishable primary partition sort foreign object row \
    range group routing natural project issue translation message training conference workshop
    """

  private static let carriers =
    "hash hashes digest salt text string str raw plain encrypted enc value values confirm confirmation repeat old new"
}

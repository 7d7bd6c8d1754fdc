extension Templates {
  /// What stands around every page.
  static let layout = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>{{title}} · Annals</title>
    <link rel="icon" href="{{icon}}" type="image/svg+xml">
    <link rel="stylesheet" href="{{style}}">
    <script src="{{theme}}"></script>
    <script src="{{script}}" defer></script>
    </head>
    <body{{#live}} data-live="{{live}}" data-base="{{base}}"{{/live}}>
    <a class="skip" href="#main">Skip to content</a>
    <header class="top">
    <a class="brand" href="{{home}}"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3a9 9 0 1 1-8.5 6"/><path d="M3 4v5h5"/><path d="M12 7.5V12l3 2"/></svg>Annals</a>
    {{#isOpen}}
    <nav aria-label="Pages">
    <a href="{{home}}"{{#isOverview}} aria-current="page"{{/isOverview}}>Overview</a>
    <a href="{{base}}/search"{{#isSearch}} aria-current="page"{{/isSearch}}>Search</a>
    </nav>
    <form class="quick" role="search" action="{{base}}/search" aria-label="Quick search">
    <label class="unseen" for="quick">Text in operations</label>
    <input id="quick" name="text" type="search" placeholder="Search operations" autocomplete="off" required>
    <kbd aria-hidden="true" hidden data-scripted>/</kbd>
    </form>
    {{/isOpen}}
    <div class="tools">
    <button type="button" class="plain" id="help-open" hidden data-scripted aria-label="Keyboard help" title="Keyboard help (?)">?</button>
    <button type="button" class="plain" id="theme" hidden data-scripted aria-label="Change between light and dark" title="Light or dark"><svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8"/><path class="full" d="M12 4a8 8 0 0 1 0 16z"/></svg></button>
    {{#visitorName}}<span class="who" title="Signed in as {{visitorName}}">{{visitorName}}</span>{{/visitorName}}
    {{#hasSession}}<form action="{{base}}/sign-out" method="post"><button class="plain">Sign out</button></form>{{/hasSession}}
    </div>
    </header>
    <main id="main" tabindex="-1">
    {{{body}}}
    </main>
    <footer>Times are <span id="zone">in UTC</span>. <span hidden data-scripted>Hover one for UTC; press <kbd>?</kbd> for the keyboard.</span></footer>
    <dialog id="help" aria-labelledby="help-title">
    <h2 id="help-title">Keyboard</h2>
    <dl class="keys">
    <div><dt><kbd>/</kbd></dt><dd>Search</dd></div>
    <div><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>Next, previous operation of a list</dd></div>
    <div><dt><kbd>Enter</kbd></dt><dd>Open it</dd></div>
    <div><dt><kbd>←</kbd> <kbd>→</kbd></dt><dd>Newest, older page of a list; a step of the slider</dd></div>
    <div><dt><kbd>o</kbd></dt><dd>Overview</dd></div>
    <div><dt><kbd>v</kbd></dt><dd>Side by side, or one below the other</dd></div>
    <div><dt><kbd>t</kbd></dt><dd>Light or dark</dd></div>
    <div><dt><kbd>Esc</kbd></dt><dd>Close this</dd></div>
    </dl>
    <form method="dialog"><button>Close</button></form>
    </dialog>
    </body>
    </html>
    """

  static let problem = """
    <div class="narrow card notice">
    <p class="code">{{status}}</p>
    <h1>{{problemTitle}}</h1>
    <p class="sentence">{{problemDetail}}</p>
    {{#problemParameter}}<p class="muted"><code>{{problemParameter}}</code>{{#problemValue}} was <code>{{problemValue}}</code>{{/problemValue}}</p>{{/problemParameter}}
    <p class="actions"><a class="button" href="{{home}}">Overview</a> <a class="button" href="{{searchLink}}">Search</a></p>
    </div>
    """

  static let signIn = """
    <form class="narrow card" action="{{action}}" method="post">
    <h1>Sign in</h1>
    <p class="muted">With an API key that <code>annals keys make</code> gave, or a token of your identity provider.</p>
    {{#problem}}<p class="warning" role="alert">{{problem}}</p>{{/problem}}
    <label for="key">API key or token</label>
    <input id="key" name="key" type="password" autocomplete="current-password" spellcheck="false" required autofocus>
    <input type="hidden" name="next" value="{{next}}">
    <p class="actions"><button class="main">Sign in</button></p>
    <p class="muted small">The key stays in a sealed cookie that scripts cannot read, for at most 12 hours. Revoking the key ends the session.</p>
    </form>
    """

  /// What a link of another site leads to first, so that the browser sends the cookie when the page asks for itself.
  static let hop = """
    <meta http-equiv="refresh" content="0">
    <div class="narrow card"><h1>One moment</h1><p><a href="{{address}}">Go on</a></p></div>
    """
}

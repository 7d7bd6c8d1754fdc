extension Templates {
  /// Rows of a list of operations.
  static let records = """
    <ol class="records" data-list>
    {{#rows}}
    <li class="record{{#failed}} failed{{/failed}}" data-row>
    <a class="kind {{tone}}" href="{{link}}" aria-label="{{kind}} {{type}} {{resource}}, open"><span aria-hidden="true">{{mark}}</span>{{kind}}</a>
    <div class="what"><a class="res" href="{{resourceLink}}"><span class="type">{{type}}</span> <bdi>{{resource}}</bdi></a>
    {{#summary}}<span class="muted">{{summary}}</span>{{/summary}}{{#failed}}<span class="bad">failed{{#error}}: <bdi>{{error}}</bdi>{{/error}}</span>{{/failed}}</div>
    <a class="by" href="{{userLink}}"><bdi>{{user}}</bdi></a>
    {{#when}}<time datetime="{{iso}}" title="{{exact}}">{{text}}</time>{{/when}}
    </li>
    {{/rows}}
    </ol>
    """

  static let pager = """
    <nav class="pager" aria-label="Pages of the list">
    {{#firstLink}}<a class="button" rel="first" href="{{firstLink}}">Newest</a>{{/firstLink}}
    {{#nextLink}}<a class="button" rel="next" href="{{nextLink}}">Older</a>{{/nextLink}}
    </nav>
    """

  /// The form of the search page.
  static let question = """
    <form class="question card" action="{{action}}" aria-label="What to look for" data-question>
    <div class="fields">
    <div><label for="q-type">Type</label><input id="q-type" name="type" value="{{typeValue}}" placeholder="PROMPT" autocomplete="off" spellcheck="false"></div>
    <div class="wide"><label for="q-id">Id</label><input id="q-id" name="id" value="{{idValue}}" autocomplete="off" spellcheck="false"></div>
    <div class="wide"><label for="q-user">User</label><input id="q-user" name="user" value="{{userValue}}" autocomplete="off" spellcheck="false"></div>
    <div><label for="q-kind">Kind</label><select id="q-kind" name="kind"><option value="">any</option>{{#kinds}}<option{{#isChosen}} selected{{/isChosen}}>{{kindName}}</option>{{/kinds}}</select></div>
    <div><label for="q-failed">Outcome</label><select id="q-failed" name="failed"><option value="">any</option><option value="true"{{#isFailed}} selected{{/isFailed}}>failed</option><option value="false"{{#isSucceeded}} selected{{/isSucceeded}}>succeeded</option></select></div>
    <div><label for="q-from">From</label><input id="q-from" name="from" value="{{fromValue}}" placeholder="7d" autocomplete="off" aria-describedby="q-forms"></div>
    <div><label for="q-to">To</label><input id="q-to" name="to" value="{{toValue}}" placeholder="2025-12-16" autocomplete="off" aria-describedby="q-forms"></div>
    <div><label for="q-request">Request id</label><input id="q-request" name="request" value="{{requestValue}}" autocomplete="off" spellcheck="false"></div>
    <div><label for="q-trace">Trace id</label><input id="q-trace" name="trace" value="{{traceValue}}" autocomplete="off" spellcheck="false"></div>
    <div class="wide"><label for="q-text">Text in shown fields</label><input id="q-text" name="text" type="search" value="{{textValue}}" autocomplete="off"></div>
    </div>
    <p class="actions"><button class="main">Search</button> <a class="button" href="{{action}}">Clear</a><span class="muted small" id="q-forms">From and to: {{forms}}.</span></p>
    </form>
    """

  static let search = """
    <h1>{{#isAsked}}Search{{/isAsked}}{{^isAsked}}All operations{{/isAsked}}</h1>
    {{#question}}{{> question}}{{/question}}
    <section class="card flush" aria-labelledby="found">
    <div class="head"><h2 id="found">{{shown}}{{^isFirst}}, older{{/isFirst}}</h2>
    {{#looked}}<span class="muted small">{{looked}} looked at</span>{{/looked}}
    <span class="push actions small">{{#undoLink}}<a href="{{undoLink}}">Undo these…</a>{{/undoLink}} {{#exportNDJSON}}<span class="muted">Export</span><a href="{{exportNDJSON}}" download>NDJSON</a>{{/exportNDJSON}} {{#exportCSV}}<a href="{{exportCSV}}" download>CSV</a>{{/exportCSV}}</span></div>
    {{^noRows}}{{> records}}{{/noRows}}
    {{#noRows}}<div class="empty"><p><strong>{{#isPartial}}Nothing found so far.{{/isPartial}}{{^isPartial}}No operation is like this.{{/isPartial}}</strong></p>
    <p class="muted">{{#isPartial}}There is more to look through: go on to older operations, or narrow the time.{{/isPartial}}{{^isPartial}}Leave out a field, or take a longer time. Types and ids are matched whole, texts in part.{{/isPartial}}</p></div>{{/noRows}}
    </section>
    {{#isPartial}}<p class="muted small">Looking stopped before the page was full: “Older” goes on from there.</p>{{/isPartial}}
    {{> pager}}
    """

  /// Counts by name as bars.
  static let bars = """
    <section class="card">
    <h2>{{barsTitle}}</h2>
    {{#noEntries}}<p class="empty muted">{{barsEmpty}}</p>{{/noEntries}}
    <ol class="bars">
    {{#entries}}<li><a href="{{entryLink}}"><bdi>{{entryName}}</bdi></a><span class="number">{{entryCount}}</span><svg class="bar {{entryTone}}" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="rail" width="100" height="4"/><rect width="{{share}}" height="4"/></svg></li>
    {{/entries}}
    </ol>
    {{#rest}}<p class="muted small">{{rest}}</p>{{/rest}}
    </section>
    """
}

extension Templates {
  /// One change of a difference.
  static let change = """
    <div class="change {{changeKind}}{{#isShort}} short{{/isShort}}">
    <div class="path" title="{{pointer}}"><span class="mark" aria-hidden="true">{{changeMark}}</span><span class="unseen">{{changeKind}}: </span>{{#path}}<bdi>{{name}}</bdi>{{^isLast}}<span class="step" aria-hidden="true">›</span>{{/isLast}}{{/path}}{{#movedFrom}}<span class="muted">moved from {{movedFrom}}</span>{{/movedFrom}}</div>
    {{#sides}}<div class="sides">
    {{#hasBefore}}<pre class="side old"><span class="unseen">Before: </span>{{#before}}<span class="{{partTone}}">{{partText}}</span>{{/before}}</pre>{{/hasBefore}}
    {{#hasAfter}}<pre class="side new"><span class="unseen">After: </span>{{#after}}<span class="{{partTone}}">{{partText}}</span>{{/after}}</pre>{{/hasAfter}}
    </div>{{/sides}}
    </div>
    """

  static let diff = """
    {{#folded}}<details class="folded"><summary>{{folded}}</summary>{{/folded}}<div class="diff{{#split}} split{{/split}}" data-diff>
    {{#changes}}
    {{> change}}
    {{/changes}}
    {{#none}}<p class="empty muted">Nothing differs.</p>{{/none}}
    {{#more}}<p class="muted small">{{more}} not shown here.</p>{{/more}}
    {{#unchanged}}<p class="muted small">{{unchanged}} unchanged.</p>{{/unchanged}}
    </div>{{#folded}}</details>{{/folded}}
    """

  static let facts = """
    <dl class="facts">
    {{#facts}}<div><dt>{{factName}}</dt><dd>{{#factLink}}<a href="{{factLink}}"><bdi>{{factText}}</bdi></a>{{/factLink}}{{^factLink}}<bdi>{{factText}}</bdi>{{/factLink}}</dd></div>
    {{/facts}}
    </dl>
    """

  static let operation = """
    {{#record}}
    <div class="title"><span class="kind {{tone}}"><span aria-hidden="true">{{mark}}</span>{{kind}}</span><h1><a href="{{resourceLink}}"><span class="type">{{type}}</span> <bdi>{{resource}}</bdi></a></h1></div>
    <p class="lead"><a href="{{userLink}}"><bdi>{{user}}</bdi></a> · {{#when}}<time datetime="{{iso}}" title="{{exact}}" data-full>{{text}}</time>{{/when}}{{#failed}} · <span class="bad">failed</span>{{/failed}}</p>
    {{#error}}<p class="warning"><bdi>{{error}}</bdi></p>{{/error}}
    {{/record}}
    {{#reason}}<p class="reason">“<bdi>{{reason}}</bdi>”</p>{{/reason}}
    <section class="card" aria-labelledby="changed">
    <div class="head"><h2 id="changed">What changed</h2><span class="push"><a href="{{splitLink}}" data-split>Side by side / unified</a></span></div>
    {{#diff}}{{> diff}}{{/diff}}
    {{#noDiff}}<p class="empty muted">{{noDiff}}</p>{{/noDiff}}
    </section>
    <div class="columns">
    <section class="card" aria-labelledby="known"><h2 id="known">What is known</h2>
    {{> facts}}
    {{#record}}<p class="muted small">Id <code class="break" id="history-id">{{id}}</code> <button type="button" class="plain" hidden data-scripted data-copy="history-id">Copy</button></p>{{/record}}
    <p class="actions"><a class="button" href="{{stateLink}}">State at this moment</a>{{#undoLink}} <a class="button" href="{{undoLink}}">Undo this operation…</a>{{/undoLink}}</p>
    </section>
    <section class="card flush" aria-labelledby="same"><div class="head"><h2 id="same">The same request</h2>{{#requestLink}}<span class="push"><a href="{{requestLink}}">Search it</a></span>{{/requestLink}}</div>
    {{#others}}{{^noRows}}{{> records}}{{/noRows}}{{#noRows}}<p class="empty muted">Nothing else was done in this request within an hour.</p>{{/noRows}}{{/others}}
    {{^others}}<p class="empty muted">No request id was recorded. Services that set <code>X-Request-ID</code> or a trace let operations be found together.</p>{{/others}}
    </section>
    </div>
    {{#states}}
    <details class="card"><summary>{{stateName}}</summary><pre class="json" tabindex="0">{{stateText}}</pre></details>
    {{/states}}
    <details class="card" id="raw"><summary>The record as JSON</summary>
    <p class="actions"><button type="button" hidden data-scripted data-copy="json">Copy</button> <a class="button" href="{{jsonLink}}">From the API</a></p>
    <pre class="json" id="json" tabindex="0">{{json}}</pre></details>
    """
}

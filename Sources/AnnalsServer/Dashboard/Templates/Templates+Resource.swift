extension Templates {
  /// A resource's operations as entries of a line of time.
  static let timeline = """
    <ol class="timeline" data-list>
    {{#entries}}
    <li class="entry {{tone}}{{#failed}} failed{{/failed}}" data-row>
    <div class="entry-head"><a class="kind {{tone}}" href="{{link}}" aria-label="{{kind}}, open this operation"><span aria-hidden="true">{{mark}}</span>{{kind}}</a>
    <a class="by" href="{{userLink}}"><bdi>{{user}}</bdi></a>
    {{#when}}<time datetime="{{iso}}" title="{{exact}}">{{text}}</time>{{/when}}
    {{#canChoose}}<span class="push choose"><label><input type="radio" form="compare" name="from" value="{{moment}}" aria-label="Compare from {{moment}}">A</label> <label><input type="radio" form="compare" name="to" value="{{moment}}" aria-label="Compare to {{moment}}">B</label> <a href="{{stateLink}}">State</a></span>{{/canChoose}}</div>
    {{#failed}}<p class="bad">failed{{#error}}: <bdi>{{error}}</bdi>{{/error}}</p>{{/failed}}
    {{#reason}}<p class="reason">“<bdi>{{reason}}</bdi>”</p>{{/reason}}
    {{#diff}}{{> diff}}{{/diff}}
    {{#noDiff}}<p class="muted small">{{noDiff}}</p>{{/noDiff}}
    </li>
    {{/entries}}
    </ol>
    """

  static let state = """
    <section class="card" id="state" aria-labelledby="state-title" data-state>
    <div class="head"><h2 id="state-title">{{#at}}State at <time datetime="{{iso}}" title="{{exact}}" data-full>{{text}}</time>{{/at}}{{^at}}State now{{/at}}</h2><span class="push">{{#restoreLink}}<a href="{{restoreLink}}">Restore to this moment…</a> {{/restoreLink}}<button type="button" class="plain" hidden data-scripted data-copy="state-json">Copy JSON</button></span></div>
    {{#hasSteps}}<form class="slider" action="{{action}}#state"><label for="step">Move through its changes</label><input type="range" id="step" name="step" min="0" max="{{last}}" value="{{place}}" list="steps" data-slider><datalist id="steps">{{#steps}}<option value="{{number}}" label="{{stepText}}" data-moment="{{stepMoment}}"></option>{{/steps}}</datalist><button data-unscripted>Show</button></form>{{/hasSteps}}
    {{#since}}<p class="muted small">{{#isLater}}As it was before{{/isLater}}{{^isLater}}Since{{/isLater}} <a href="{{link}}">{{kind}}</a> by <bdi>{{user}}</bdi>, {{#when}}<time datetime="{{iso}}" title="{{exact}}">{{text}}</time>{{/when}}</p>{{/since}}
    {{#text}}<pre class="json" id="state-json" tabindex="0">{{text}}</pre>{{/text}}
    {{#absent}}<p class="empty">It was not there{{#isLater}} yet: made by{{/isLater}}{{^isLater}}: deleted by{{/isLater}} <a href="{{link}}"><bdi>{{user}}</bdi></a>, {{#when}}<time datetime="{{iso}}" title="{{exact}}">{{text}}</time>{{/when}}.</p>{{/absent}}
    {{#unknown}}<p class="empty muted">Unknown: {{unknown}}.</p>{{/unknown}}
    </section>
    """

  static let resource = """
    <div class="title"><h1><a class="type" href="{{typeLink}}">{{type}}</a> <bdi class="break">{{resource}}</bdi></h1></div>
    {{#noEntries}}<section class="card empty"><h2>Nothing is recorded of this resource</h2><p class="muted">Types and ids are matched whole. <a href="{{search}}">Search</a> with fewer fields to find what is like it.</p></section>{{/noEntries}}
    {{^noEntries}}
    {{#comparison}}<section class="card" id="comparison" aria-labelledby="comparison-title"><div class="head"><h2 id="comparison-title">From {{#from}}<time datetime="{{iso}}" title="{{exact}}" data-full>{{text}}</time>{{/from}} to {{#to}}<time datetime="{{iso}}" title="{{exact}}" data-full>{{text}}</time>{{/to}}</h2><span class="push"><a href="{{address}}">Close</a></span></div>
    {{#unknown}}<p class="empty muted">{{unknown}}</p>{{/unknown}}{{#diff}}{{> diff}}{{/diff}}</section>{{/comparison}}
    <div class="life">
    <section aria-labelledby="life-title"><div class="head"><h2 id="life-title">Its life</h2><span class="muted small">{{shown}}{{#nextLink}}, more are older{{/nextLink}}</span>
    <span class="push"><a href="{{splitLink}}" data-split>Side by side / unified</a>{{#canCompare}} <button form="compare">Compare A and B</button>{{/canCompare}}</span></div>
    <form id="compare" action="{{address}}#comparison"></form>
    {{> timeline}}
    {{#isPartial}}<p class="muted small">Few of its operations can be seen: “Older” goes on.</p>{{/isPartial}}
    {{> pager}}
    </section>
    {{#state}}{{> state}}{{/state}}
    </div>
    {{/noEntries}}
    """
}

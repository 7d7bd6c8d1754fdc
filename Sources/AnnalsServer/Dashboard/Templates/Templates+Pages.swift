extension Templates {
  /// Operations over time.
  static let chart = """
    <div class="chart" data-chart>
    <div class="scale" aria-hidden="true"><span>{{top}}</span><span>{{middle}}</span><span>0</span></div>
    <svg viewBox="0 0 {{width}} {{height}}" preserveAspectRatio="none" role="group" aria-label="Operations by kind, a bar for each {{step}}">
    <g class="grid" aria-hidden="true"><path d="M0 .5H{{width}}M0 50H{{width}}M0 99.5H{{width}}"/></g>
    {{#columns}}<a href="{{columnLink}}" tabindex="-1" data-from="{{from}}" data-to="{{to}}" aria-label="{{#start}}{{text}}{{/start}}: {{told}}"><title>{{#start}}{{text}}{{/start}}: {{told}}</title><rect class="touch" x="{{x}}" y="0" width="10" height="100"/>{{#bars}}<rect class="{{barTone}}" x="{{barX}}" y="{{y}}" width="8" height="{{barHeight}}"/>{{/bars}}</a>
    {{/columns}}
    <rect class="selection" y="0" height="100" width="0" aria-hidden="true"/>
    </svg>
    <div class="ends" aria-hidden="true">{{#first}}<time datetime="{{iso}}" title="{{exact}}" data-day>{{text}}</time>{{/first}}<span>a bar is {{step}}</span>{{#last}}<time datetime="{{iso}}" title="{{exact}}" data-day>{{text}}</time>{{/last}}</div>
    </div>
    <div class="legend">{{#legend}}<span class="{{legendTone}}"><i aria-hidden="true"></i>{{legendMark}} {{legendName}}</span>{{/legend}}</div>
    <details class="table"><summary>As a table</summary><div class="scroll" tabindex="0" role="region" aria-label="Operations over time as a table"><table><thead><tr><th scope="col">From</th><th scope="col">Operations</th><th scope="col">Of which</th></tr></thead><tbody>
    {{#columns}}{{#some}}<tr><td><a href="{{columnLink}}">{{#start}}<time datetime="{{iso}}" title="{{exact}}" data-full>{{text}}</time>{{/start}}</a></td><td class="number">{{sum}}</td><td>{{told}}</td></tr>
    {{/some}}{{/columns}}
    </tbody></table></div></details>
    """

  static let overview = """
    <div class="title"><h1>Overview{{#type}}: <span class="type">{{type}}</span>{{/type}}</h1>
    <nav class="ranges" aria-label="Time">{{#ranges}}<a href="{{rangeLink}}"{{#isChosen}} aria-current="true"{{/isChosen}}>{{rangeTitle}}</a>{{/ranges}}{{#isZoomed}}<span class="chosen">{{#start}}<time datetime="{{iso}}" title="{{exact}}" data-full>{{text}}</time>{{/start}} – {{#end}}<time datetime="{{iso}}" title="{{exact}}" data-full>{{text}}</time>{{/end}}</span>{{/isZoomed}}</nav></div>
    {{#type}}<p><a href="{{allTypes}}">All types</a></p>{{/type}}
    {{^hasHistory}}<section class="card empty"><h2>Nothing is recorded yet</h2><p class="muted">Send a record to see it here, or take in a file:</p><pre tabindex="0">annals log CREATE PROMPT prompt-1 --after '{"name": "First"}'
    annals import history.ndjson</pre></section>{{/hasHistory}}
    <section class="card" aria-labelledby="over-time">
    <div class="head"><h2 id="over-time">Operations over time</h2><span class="muted small push" hidden data-scripted>Drag to zoom</span></div>
    {{#isEmpty}}<p class="empty muted">Nothing happened in this time. Choose a longer one above.</p>{{/isEmpty}}
    {{^isEmpty}}{{#chart}}{{> chart}}{{/chart}}{{/isEmpty}}
    {{#isPartial}}<p class="muted small">Only the newest operations of this time were counted: choose a shorter one, or whole days.</p>{{/isPartial}}
    </section>
    <div class="tiles">
    <div class="tile"><span class="tile-name">Operations</span><strong>{{total}}</strong></div>
    {{#tiles}}<a class="tile {{tileTone}}" href="{{tileLink}}"><span class="tile-name"><span aria-hidden="true">{{tileMark}}</span> {{tileName}}</span><strong>{{tileCount}}</strong>{{#tileShare}}<span class="muted small">{{tileShare}}</span>{{/tileShare}}</a>
    {{/tiles}}
    <a class="tile bad-tile" href="{{failedLink}}"><span class="tile-name"><span aria-hidden="true">!</span> Failed</span><strong>{{failed}}</strong>{{#failedShare}}<span class="muted small">{{failedShare}}</span>{{/failedShare}}</a>
    </div>
    {{#alerts}}{{> alerts}}{{/alerts}}
    <div class="columns">
    {{#users}}{{> bars}}{{/users}}
    {{#types}}{{> bars}}{{/types}}
    </div>
    <section class="card flush" aria-labelledby="failures"><div class="head"><h2 id="failures">Latest failures</h2><span class="push"><a href="{{failedLink}}">All</a></span></div>
    {{#noFailures}}<p class="empty muted">No operation failed in this time.</p>{{/noFailures}}
    {{#failureList}}{{> records}}{{/failureList}}
    </section>
    <section class="card flush" aria-labelledby="now"><div class="head"><h2 id="now">What changes now</h2><span class="live" id="live-state" role="status" hidden data-scripted></span><span class="push"><button type="button" class="plain" id="live-pause" hidden>Pause</button> <a href="{{all}}">All</a></span></div>
    {{#noRows}}<p class="empty muted">Nothing yet.</p>{{/noRows}}
    <div id="live-rows">{{> records}}</div>
    </section>
    """

  static let user = """
    <div class="title"><h1><bdi>{{user}}</bdi></h1></div>
    {{#none}}<section class="card empty"><h2>Nothing is recorded of this user</h2><p class="muted">A name is matched whole, in upper and lower case as it was recorded. <a href="{{all}}">Search</a> for a part of it as a text.</p></section>{{/none}}
    {{^none}}
    <p class="lead">{{^isAll}}The newest {{/isAll}}{{count}}{{#first}}, from <time datetime="{{iso}}" title="{{exact}}" data-full>{{text}}</time>{{/first}}{{#last}} to <time datetime="{{iso}}" title="{{exact}}" data-full>{{text}}</time>{{/last}} · {{resourceCount}} resources · <a href="{{failures}}">{{failedCount}} failed</a> · <a href="{{deletions}}">deletions</a> · <a href="{{all}}">all operations</a>{{#undoLink}} · <a href="{{undoLink}}">undo these…</a>{{/undoLink}}</p>
    <section class="card" aria-labelledby="when"><div class="head"><h2 id="when">When</h2><span class="muted small push" id="heat-zone">hours in UTC</span></div>
    {{#heat}}{{> heat}}{{/heat}}
    </section>
    <div class="columns three">{{#kinds}}{{> bars}}{{/kinds}}{{#types}}{{> bars}}{{/types}}{{#resources}}{{> bars}}{{/resources}}</div>
    {{#hasFailed}}<section class="card flush" aria-labelledby="failed-title"><div class="head"><h2 id="failed-title">What failed</h2><span class="push"><a href="{{failures}}">All</a></span></div>{{#failureList}}{{> records}}{{/failureList}}</section>{{/hasFailed}}
    <section class="card flush" aria-labelledby="latest"><div class="head"><h2 id="latest">Latest</h2><span class="push"><a href="{{all}}">All</a></span></div>{{> records}}</section>
    {{/none}}
    """

  static let heat = """
    <div class="scroll"><table class="heat" data-heat><caption class="unseen">Operations by day of the week and hour. {{peak}}</caption>
    <thead><tr><td></td>{{#hours}}{{#hourName}}<th scope="col">{{hourName}}</th>{{/hourName}}{{^hourName}}<td></td>{{/hourName}}{{/hours}}</tr></thead>
    <tbody>{{#heatRows}}<tr><th scope="row">{{day}}</th>{{#cells}}<td class="l{{level}}" data-count="{{plain}}" title="{{cellDay}} {{hour}}:00: {{heatCount}} {{word}}"><span class="unseen">{{heatCount}}</span></td>{{/cells}}</tr>
    {{/heatRows}}</tbody></table></div>
    <p class="muted small" id="heat-peak">{{peak}}</p>
    """
}

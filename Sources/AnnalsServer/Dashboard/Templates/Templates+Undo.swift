extension Templates {
  static let undo = """
    <div class="title"><h1>{{#isRestore}}Restore{{/isRestore}}{{^isRestore}}Undo{{/isRestore}}</h1><span class="ranges"><a href="{{plansLink}}">Plans</a></span></div>
    <form class="card stack" action="{{action}}" method="post" aria-labelledby="what">
    <h2 id="what">{{#isRestore}}What is put back{{/isRestore}}{{^isRestore}}Which operations are undone{{/isRestore}}</h2>
    {{> facts}}
    {{#isUnable}}<p class="warning">This server does not know where resources are kept: it has to be started with <code>--tables annals.yaml</code>.</p>{{/isUnable}}
    {{^isUnable}}
    {{#given}}<input type="hidden" name="{{givenName}}" value="{{givenValue}}">{{/given}}
    <div class="fields">
    <div class="wide"><label for="u-conflicts">Where others changed a resource since</label><select id="u-conflicts" name="conflicts">{{#choices}}<option value="{{choice}}">{{choiceText}}</option>{{/choices}}</select></div>
    <div class="wide"><label for="u-together">How much</label><select id="u-together" name="together"><option value="">all that can be put back</option><option value="true">all or nothing (100 at most)</option></select></div>
    <div class="wide"><label for="u-reason">Reason</label><input id="u-reason" name="reason" maxlength="300" autocomplete="off"></div>
    </div>
    <details class="given"><summary>Values for redacted fields</summary>
    <label for="u-fields">As JSON, by name or pointer</label>
    <textarea id="u-fields" name="fields" rows="3" spellcheck="false" autocomplete="off" aria-describedby="u-fields-hint" placeholder='{"api_key": "…"}'></textarea>
    <p class="muted small" id="u-fields-hint">For what history redacted and does not stand there any more. They are used and never kept, so they are asked for again where the plan is applied.</p>
    </details>
    <p class="actions"><button class="main">Show what would happen</button><span class="muted small">Nothing is changed yet: you see each change first.</span></p>
    {{/isUnable}}
    </form>
    """

  /// A plan's progress, which a script asks for again while it runs.
  static let progress = """
    <section class="card stack" id="progress" aria-labelledby="progress-title"{{#isRunning}} data-refresh{{/isRunning}}>
    <div class="head"><h2 id="progress-title">{{progressTitle}}</h2><span class="muted small">{{progressText}}{{#left}}, {{left}}{{/left}}{{#appliedBy}}, by <bdi>{{appliedBy}}</bdi>{{/appliedBy}}</span>{{#isRunning}}<span class="push" data-unscripted><a href="{{reload}}">Look again</a></span>{{/isRunning}}</div>
    <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label="{{progressText}}"><rect class="rail" width="100" height="4"/><rect width="{{share}}" height="4"/></svg>
    {{> facts}}
    {{#trouble}}<p class="warning">{{trouble}}</p>{{/trouble}}
    {{#failures}}<p class="warning"><bdi>{{failure}}</bdi></p>{{/failures}}
    </section>
    """

  static let planStep = """
    <li class="entry {{stepTone}}">
    <div class="entry-head"><span class="kind {{stepTone}}"><span aria-hidden="true">{{stepMark}}</span>{{stepWord}}</span> <a class="res" href="{{resourceLink}}"><span class="type">{{type}}</span> <bdi>{{resource}}</bdi></a>{{#outcome}}<span class="push muted small">{{outcome}}</span>{{/outcome}}</div>
    {{#conflicts}}<div><p class="bad">{{#isOver}}All the same, though {{/isOver}}<bdi>{{conflictText}}</bdi></p>
    {{#witnesses}}<p class="small"><a href="{{witnessLink}}">{{witnessKind}}</a> by <bdi>{{witnessUser}}</bdi>, {{#when}}<time datetime="{{iso}}" title="{{exact}}">{{text}}</time>{{/when}}</p>{{/witnesses}}{{#hiddenText}}<p class="muted small">{{hiddenText}}</p>{{/hiddenText}}</div>{{/conflicts}}
    {{#notes}}<p class="muted small"><bdi>{{note}}</bdi></p>{{/notes}}
    {{#diff}}{{> diff}}{{/diff}}
    </li>
    """

  static let plan = """
    <div class="title"><h1>Plan</h1><code class="break">{{planID}}</code><span class="ranges"><a href="{{plansLink}}">Plans</a></span></div>
    <p class="lead"><a href="{{creatorLink}}"><bdi>{{creator}}</bdi></a> · {{#made}}<time datetime="{{iso}}" title="{{exact}}" data-full>{{text}}</time>{{/made}} · where others changed a resource since: {{choiceTold}}{{#isTogether}} · all or nothing{{/isTogether}}</p>
    {{#reason}}<p class="reason">“<bdi>{{reason}}</bdi>”</p>{{/reason}}
    {{#progress}}{{> progress}}{{/progress}}
    <div class="tiles">{{#tiles}}<div class="tile {{tileTone}}"><span class="tile-name">{{tileName}}</span><strong>{{tileCount}}</strong></div>
    {{/tiles}}</div>
    {{#apply}}<form class="card stack" action="{{action}}" method="post" aria-labelledby="apply-title">
    <h2 id="apply-title">{{#isAgain}}Go on{{/isAgain}}{{^isAgain}}Apply{{/isAgain}}</h2>
    {{#hindrance}}<p class="warning">{{hindrance}}</p>{{/hindrance}}
    {{^hindrance}}<input type="hidden" name="sha256" value="{{hash}}">
    <div class="fields">
    <div class="wide"><label for="p-reason">Reason, for the records</label><input id="p-reason" name="reason" maxlength="300" autocomplete="off"></div>
    <div class="wide"><label for="p-units">Write units a second at most</label><input id="p-units" name="max_wcu" inputmode="numeric" maxlength="7" autocomplete="off" placeholder="as many as the table takes"></div>
    </div>
    {{#needsFields}}<div class="given"><label for="p-fields">Values for redacted fields, as JSON</label>
    <textarea id="p-fields" name="fields" rows="3" required spellcheck="false" autocomplete="off" aria-describedby="p-fields-hint" placeholder='{"api_key": "…"}'></textarea>
    <p class="muted small" id="p-fields-hint">The same as when the plan was made: they were not kept.</p></div>{{/needsFields}}
    <p class="actions"><button class="main">{{applyText}}</button><span class="muted small">Exactly what is shown here; what is another by then stays as it is.</span></p>{{/hindrance}}
    </form>{{/apply}}
    {{#recordsLink}}<p class="actions"><a class="button" href="{{recordsLink}}">What was put back</a>{{#undoLink}} <a class="button" href="{{undoLink}}">Undo this plan…</a>{{/undoLink}}</p>{{/recordsLink}}
    <section aria-labelledby="steps-title"><div class="head"><h2 id="steps-title">What it does</h2><span class="muted small">{{stepCount}}</span>
    <nav class="ranges push" aria-label="Which steps">{{#parts}}<a href="{{partLink}}"{{#isChosen}} aria-current="true"{{/isChosen}}>{{partName}}</a>{{/parts}}</nav></div>
    {{#noSteps}}<p class="card empty muted">None of the plan's resources is so.</p>{{/noSteps}}
    {{^noSteps}}<ol class="timeline">{{#planSteps}}{{> plan-step}}{{/planSteps}}</ol>{{/noSteps}}
    <nav class="pager" aria-label="Pages of the plan">{{#firstLink}}<a class="button" rel="first" href="{{firstLink}}">First</a>{{/firstLink}}
    {{#nextLink}}<a class="button" rel="next" href="{{nextLink}}">Next</a>{{/nextLink}}</nav>
    </section>
    """

  static let plans = """
    <h1>Plans</h1>
    <section class="card flush" aria-labelledby="plans-title"><div class="head"><h2 id="plans-title">To undo and restore</h2><span class="muted small">Kept for thirty days</span></div>
    {{#noPlans}}<div class="empty"><p><strong>There is no plan.</strong></p><p class="muted">“Undo these…” beside a search or a user makes one.</p></div>{{/noPlans}}
    <ol class="alerts">{{#planRows}}
    <li class="alert plan"><span class="level">{{stateText}}</span><div class="what"><a href="{{planLink}}">{{told}}</a><span class="muted small"><bdi>{{creator}}</bdi>{{#reason}}: <bdi>{{reason}}</bdi>{{/reason}}</span></div>
    {{#made}}<time datetime="{{iso}}" title="{{exact}}">{{text}}</time>{{/made}}</li>
    {{/planRows}}</ol>
    </section>
    {{> pager}}
    """
}

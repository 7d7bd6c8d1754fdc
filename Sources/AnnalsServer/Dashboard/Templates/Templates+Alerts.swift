extension Templates {
  /// Some alerts, with their forms where someone may handle them.
  static let alerts = """
    <section class="card flush" aria-labelledby="alerts-title"><div class="head"><h2 id="alerts-title">{{listTitle}}</h2>{{#openAlerts}}<span class="bad small">{{openAlerts}}</span>{{/openAlerts}}{{#allAlerts}}<span class="push"><a href="{{allAlerts}}">All</a></span>{{/allAlerts}}</div>
    {{#noAlerts}}<p class="empty muted">No alert was raised. <code>annals alerts check</code> tells which rules there are.</p>{{/noAlerts}}
    <ol class="alerts">
    {{#alertRows}}
    <li class="alert s-{{severity}}{{#isOver}} over{{/isOver}}"><span class="level">{{severity}}</span>
    <div class="what"><a href="{{alertLink}}"><bdi>{{sentence}}</bdi></a><span class="muted small">{{rule}}{{#about}}: <bdi>{{about}}</bdi>{{/about}}{{#isOver}} · over{{/isOver}}{{#isMuted}} · muted{{/isMuted}}{{#handledBy}} · <bdi>{{handledBy}}</bdi> looks after it{{/handledBy}}</span>
    {{#handling}}{{> alert-forms}}{{/handling}}</div>
    {{#opened}}<time datetime="{{iso}}" title="{{exact}}">{{text}}</time>{{/opened}}</li>
    {{/alertRows}}
    </ol>
    </section>
    """

  static let alertForms = """
    <details class="handle"><summary>Handle</summary>
    {{#isUnhandled}}<form action="{{action}}" method="post"><input type="hidden" name="act" value="acknowledge"><input type="hidden" name="alert" value="{{alertID}}"><input type="hidden" name="next" value="{{next}}">
    <label>Note<input name="reason" maxlength="200" autocomplete="off"></label><button class="main">I look after it</button></form>{{/isUnhandled}}
    {{#isTold}}<form action="{{action}}" method="post"><input type="hidden" name="act" value="mute"><input type="hidden" name="rule" value="{{handledRule}}"><input type="hidden" name="next" value="{{next}}">
    <label>Mute the rule for<select name="minutes"><option value="60">1 hour</option><option value="240">4 hours</option><option value="1440">1 day</option><option value="10080">7 days</option></select></label>
    <label>Why<input name="reason" maxlength="200" autocomplete="off" required></label><button>Mute {{handledRule}}</button></form>{{/isTold}}
    </details>
    """

  /// All alerts.
  static let alertsPage = """
    <div class="title"><h1>Alerts</h1><nav class="ranges" aria-label="Which alerts">{{#states}}<a href="{{stateLink}}"{{#isChosen}} aria-current="true"{{/isChosen}}>{{stateTitle}}</a> {{/states}}</nav></div>
    {{#hasMutes}}<section class="card flush" aria-labelledby="muted-title"><div class="head"><h2 id="muted-title">Muted rules</h2></div>
    <ol class="alerts">
    {{#mutes}}<li class="alert"><span class="level">muted</span><div class="what"><strong>{{mutedRule}}</strong><span class="muted small">by <bdi>{{mutedBy}}</bdi>{{#until}}, until <time datetime="{{iso}}" title="{{exact}}" data-full>{{text}}</time>{{/until}}</span></div>
    {{#mayUnmute}}<form action="{{action}}" method="post"><input type="hidden" name="act" value="unmute"><input type="hidden" name="rule" value="{{mutedRule}}"><input type="hidden" name="next" value="{{next}}"><button aria-label="Unmute {{mutedRule}}">Unmute</button></form>{{/mayUnmute}}</li>
    {{/mutes}}
    </ol></section>{{/hasMutes}}
    {{#alerts}}{{> alerts}}{{/alerts}}
    {{> pager}}
    """
}

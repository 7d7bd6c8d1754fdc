extension Style {
  static let lists = """
    .kind{display:inline-flex;align-items:center;gap:6px;color:var(--tone);font-size:12px;font-weight:700;letter-spacing:.03em;white-space:nowrap}
    .kind span{display:inline-grid;place-items:center;width:20px;height:20px;border-radius:6px;background:color-mix(in srgb,var(--tone) 14%,transparent);font:700 14px/1 ui-monospace,Menlo,Consolas,monospace}
    .type{display:inline-block;padding:0 7px;border-radius:5px;background:var(--raised);color:var(--muted);font:600 12px/20px system-ui,sans-serif;letter-spacing:.02em;vertical-align:1px}
    h1 .type,h1.type{font-size:13px;line-height:24px;vertical-align:3px}
    .record{display:grid;grid-template-columns:92px minmax(0,1fr) minmax(90px,190px) 150px;align-items:baseline;gap:4px 14px;padding:9px 18px;border-bottom:1px solid var(--line)}
    .records .record:last-child{border-bottom:0}
    .record:hover{background:color-mix(in srgb,var(--raised) 55%,transparent)}
    .record.chosen,.entry.chosen{background:var(--raised);box-shadow:inset 3px 0 var(--accent)}
    .record .what{display:flex;flex-wrap:wrap;align-items:baseline;gap:1px 10px;min-width:0;font-size:14px}
    .record .what .muted,.record .what .bad{font-size:13px}
    .res{color:var(--text);font-weight:550;min-width:0}.res bdi{font-size:13px}
    .by{color:var(--muted);font-size:13px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
    .record time,.entry time{color:var(--muted);font-size:13px;text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
    .record.failed .kind span{background:var(--bad-ground);color:var(--bad)}
    .record.fresh{animation:fresh 2s ease-out}@keyframes fresh{from{background:var(--in)}}
    .flush{container-type:inline-size}
    @container (max-width:820px){.record{grid-template-columns:minmax(0,1fr) auto;padding:10px 14px}.record .what{grid-column:1/-1;grid-row:2}.record .by{grid-row:3;grid-column:1}.record time{grid-row:1;grid-column:2}.record .by{grid-column:1/-1}}
    .pager{display:flex;gap:8px;justify-content:center}.pager:not(:has(a)){display:none}
    .bars{display:grid;gap:9px}
    .bars li{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:2px 12px;font-size:14px}
    .bars a{color:var(--text);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
    .bars .number{font-size:13px;color:var(--muted)}
    .bar{grid-column:1/-1;width:100%;height:5px;border-radius:3px;display:block;fill:var(--tone,var(--accent))}.bar .rail{fill:var(--raised)}
    .bars+.muted{margin-top:8px}.card>h2{margin-bottom:12px}
    .tiles{display:grid;grid-template-columns:repeat(6,minmax(0,1fr));gap:12px}
    .tile{display:flex;flex-direction:column;padding:12px 14px;background:var(--card);border:1px solid var(--line);border-top:3px solid var(--tone,var(--muted));border-radius:10px;color:var(--text);box-shadow:var(--shadow)}
    a.tile:hover{border-color:var(--tone,var(--accent));text-decoration:none;background:var(--raised)}
    .tile strong{font-size:22px;line-height:1.3;font-weight:650;font-variant-numeric:tabular-nums;letter-spacing:-.01em}
    .tile-name{font-size:12px;font-weight:650;letter-spacing:.03em;color:var(--tone,var(--muted))}
    .bad-tile{--tone:var(--bad)}
    @media (max-width:1000px){.tiles{grid-template-columns:repeat(3,minmax(0,1fr))}}
    @media (max-width:600px){.tiles{grid-template-columns:repeat(2,minmax(0,1fr));gap:8px}.tile{padding:10px 12px}.tile strong{font-size:19px}}
    .alert{display:grid;grid-template-columns:92px minmax(0,1fr) auto;align-items:baseline;gap:4px 14px;padding:9px 18px;border-bottom:1px solid var(--line)}.alerts .alert:last-child{border-bottom:0}
    .alert .what{display:grid;gap:1px;font-size:14px}.alert time{color:var(--muted);font-size:13px;white-space:nowrap}
    .level{justify-self:start;white-space:nowrap;padding:0 8px;border-radius:5px;font-size:12px;line-height:22px;font-weight:650;color:var(--tone);background:color-mix(in srgb,var(--tone) 12%,transparent)}
    .stack{display:grid;gap:12px}.stack>*{min-width:0}.stack>h2,.stack .head,.stack .fields{margin-bottom:0}.alert.plan{--tone:var(--accent)}@media (min-width:601px){.alert.plan{grid-template-columns:190px minmax(0,1fr) auto}}.tile.bad-tile{--tone:var(--bad)}.entry.failed .kind{--tone:var(--bad)}
    .alert.s-info{--tone:var(--update)}.alert.s-warning{--tone:var(--delete)}.alert.s-critical{--tone:var(--bad)}.alert.over .level{color:var(--muted);background:var(--raised)}
    @media (max-width:600px){.alert{grid-template-columns:minmax(0,1fr) auto;padding:10px 14px}.alert .what{grid-column:1/-1;grid-row:2}}
    .handle{margin-top:2px}.handle>summary{font-size:13px;font-weight:500;color:var(--muted);width:fit-content}
    .handle form{display:flex;flex-wrap:wrap;align-items:end;gap:8px 12px;margin:6px 0 10px}.handle label{display:grid;gap:3px;flex:1 1 150px;max-width:260px}
    .facts{display:grid}
    .facts div{display:grid;grid-template-columns:minmax(90px,150px) minmax(0,1fr);gap:12px;padding:6px 0;border-bottom:1px solid var(--line);font-size:14px}
    .facts dt{color:var(--muted)}.facts dd{white-space:pre-wrap;max-height:280px;overflow:auto}
    .facts+.muted{margin-top:12px}
    .live{display:inline-flex;align-items:center;gap:6px;font-size:13px;color:var(--muted)}
    .live::before{content:"";width:8px;height:8px;border-radius:50%;background:var(--muted)}
    .live[data-state=on]::before{background:var(--create)}.live[data-state=off]::before{background:var(--bad)}
    """

  static let forms = """
    label{font-size:13px;font-weight:550;color:var(--muted)}
    input,select,textarea,button,.button{font:inherit;color:var(--text);border:1px solid var(--line);border-radius:7px;background:var(--card)}
    input:not([type=radio],[type=range]),select{width:100%;min-width:0;height:36px;padding:0 10px;border-color:color-mix(in srgb,var(--muted) 65%,var(--line))}
    textarea{display:block;width:100%;min-width:0;min-height:76px;padding:8px 10px;resize:vertical;border-color:color-mix(in srgb,var(--muted) 65%,var(--line));font-family:ui-monospace,monospace;font-size:13px}
    .given>summary{font-size:13px;font-weight:550;color:var(--muted);width:fit-content;cursor:pointer}.given label{display:block;margin-bottom:4px}.given[open]>label{margin-top:10px}.given p{margin:6px 0 0}
    input::placeholder,textarea::placeholder{color:var(--muted);opacity:1}
    input[type=range]{width:100%;accent-color:var(--accent);height:24px;border:0;background:none}
    input[type=radio]{accent-color:var(--accent);width:16px;height:16px;margin:0;vertical-align:-3px}
    button,.button{display:inline-flex;align-items:center;gap:6px;height:34px;padding:0 14px;font-size:14px;font-weight:550;cursor:pointer;text-decoration:none!important;background:var(--raised)}
    button:hover,.button:hover{border-color:var(--muted)}
    button.main{background:var(--accent);border-color:var(--accent);color:var(--accent-text)}button.main:hover{filter:brightness(1.08)}
    button.plain{height:30px;min-width:30px;padding:0 8px;justify-content:center;background:none;border-color:transparent;color:var(--muted);font-size:13px}button.plain:hover{background:var(--raised)}
    .actions{display:flex;flex-wrap:wrap;align-items:center;gap:8px 10px}
    .fields{display:grid;grid-template-columns:repeat(6,minmax(0,1fr));gap:10px 12px;margin-bottom:14px}.fields .wide{grid-column:span 2}
    .question .actions .small{margin-left:4px}
    @media (max-width:900px){.fields{grid-template-columns:repeat(2,minmax(0,1fr))}}
    .slider{display:grid;gap:4px;margin-bottom:10px}
    .choose{display:inline-flex;align-items:center;gap:12px;font-size:13px}.choose label{display:inline-flex;gap:5px;align-items:center;min-height:24px;cursor:pointer}.choose a{line-height:24px}
    """
}

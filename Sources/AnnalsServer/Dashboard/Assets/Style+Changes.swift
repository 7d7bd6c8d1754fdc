extension Style {
  static let changes = """
    .diff{display:grid;gap:10px}
    .change{border:1px solid var(--line);border-radius:8px;overflow:hidden;min-width:0}
    .path{display:flex;flex-wrap:wrap;align-items:center;gap:2px 6px;padding:5px 10px;background:var(--raised);font-size:13px;font-weight:600}
    .path bdi{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-weight:600;min-width:0}
    .path .step{color:var(--muted)}
    .path .muted{font-weight:400}
    .mark{display:inline-grid;place-items:center;width:18px;height:18px;border-radius:5px;margin-right:2px;font:700 13px/1 ui-monospace,Menlo,Consolas,monospace;color:var(--tone);background:color-mix(in srgb,var(--tone) 15%,transparent)}
    .change.added{--tone:var(--create)}.change.removed{--tone:var(--delete)}.change.changed{--tone:var(--update)}.change.moved{--tone:var(--read)}
    .sides{display:grid;grid-template-columns:minmax(0,1fr)}
    .side{position:relative;padding:6px 10px 6px 30px;white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.5}
    .side::before{position:absolute;left:11px;color:var(--muted)}
    .old{background:var(--out)}.old::before{content:"−"}.new{background:var(--in)}.new::before{content:"+"}
    .side .out{background:var(--out-strong);border-radius:3px}.side .in{background:var(--in-strong);border-radius:3px}
    .split .sides{grid-template-columns:repeat(2,minmax(0,1fr))}.split .new{grid-column:2}.split .old{grid-column:1}
    @media (max-width:600px){.split .sides{grid-template-columns:minmax(0,1fr)}.split .new,.split .old{grid-column:1}}
    .short{display:grid;grid-template-columns:minmax(120px,34%) minmax(0,1fr)}.short .path{border-right:1px solid var(--line)}
    .short .sides,.split .short .sides{grid-template-columns:repeat(2,minmax(0,1fr))}.short .new{grid-column:2}.short .old{grid-column:1}
    .diff:has(.short){gap:6px}
    .folded>summary{font-weight:400;font-size:13px;color:var(--muted)}
    @media (max-width:600px){.short{grid-template-columns:minmax(0,1fr)}.short .path{border-right:0}
    .short:is(.added,.removed) .sides,.split .short:is(.added,.removed) .sides{grid-template-columns:minmax(0,1fr)}.short:is(.added,.removed) :is(.old,.new){grid-column:1}}
    .json{padding:12px 14px;border-radius:8px;background:var(--raised);white-space:pre-wrap;overflow-wrap:anywhere;max-height:70vh;overflow:auto}
    details>summary{cursor:pointer;font-weight:600;font-size:14px;color:var(--text)}details[open]>summary{margin-bottom:10px}details .actions{margin-bottom:10px}
    .life{display:grid;grid-template-columns:minmax(0,1fr) minmax(300px,420px);gap:20px;align-items:start}
    .life>.card{position:sticky;top:68px;max-height:calc(100vh - 84px);overflow:auto}
    @media (max-width:1000px){.life{grid-template-columns:minmax(0,1fr)}.life>.card{position:static;max-height:none;order:-1}.life>.card .json{max-height:40vh}}
    .timeline{border-left:2px solid var(--line);margin-left:9px;display:grid;grid-template-columns:minmax(0,1fr);gap:14px;margin-bottom:16px}
    .entry{position:relative;margin-left:14px;padding:12px 14px;background:var(--card);border:1px solid var(--line);border-radius:10px;box-shadow:var(--shadow);display:grid;grid-template-columns:minmax(0,1fr);gap:8px;min-width:0}
    .entry::before{content:"";position:absolute;left:-22px;top:19px;width:12px;height:12px;border-radius:50%;background:var(--tone);border:2px solid var(--ground)}
    .entry-head{display:flex;flex-wrap:wrap;align-items:center;gap:4px 12px}.entry-head>*,.title>*{min-width:0;max-width:100%}
    .entry.failed::before{background:var(--bad)}
    """

  static let pictures = """
    .chart{display:grid;grid-template-columns:auto minmax(0,1fr);gap:4px 8px}
    .chart svg{width:100%;height:200px;display:block;overflow:visible;touch-action:pan-y}
    .scale{display:flex;flex-direction:column;justify-content:space-between;text-align:right;color:var(--muted);font-size:12px;line-height:1;font-variant-numeric:tabular-nums}
    .ends{grid-column:2;display:flex;justify-content:space-between;gap:8px;color:var(--muted);font-size:12px}
    .grid path{stroke:var(--line);stroke-width:1;fill:none;vector-effect:non-scaling-stroke}
    .chart rect{fill:var(--tone)}.chart .touch{fill:transparent}.chart a:hover .touch,.chart a:focus .touch{fill:color-mix(in srgb,var(--muted) 18%,transparent)}
    .chart .selection{fill:color-mix(in srgb,var(--accent) 25%,transparent);pointer-events:none}
    .legend{display:flex;flex-wrap:wrap;gap:4px 16px;margin:10px 0 4px;font-size:12px;color:var(--muted)}.legend span{display:inline-flex;align-items:center;gap:6px}
    .legend i{width:10px;height:10px;border-radius:3px;background:var(--tone)}
    .table{margin-top:6px}.table summary{font-size:13px;font-weight:400;color:var(--muted)}
    .scroll{overflow-x:auto}
    .table .scroll{max-height:320px;overflow:auto}
    table{border-collapse:collapse;font-size:13px}.table table{width:100%}.table th,.table td{padding:5px 10px 5px 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
    .heat{width:100%;min-width:300px;table-layout:fixed;border-collapse:separate;border-spacing:2px}
    .heat th{font-weight:400;color:var(--muted);font-size:11px;text-align:left;white-space:nowrap;overflow:visible}
    .heat thead td:first-child,.heat tbody th{width:34px}
    .heat tbody td{height:22px;border-radius:4px;background:var(--raised)}
    .heat .l1{background:color-mix(in srgb,var(--accent) 22%,var(--raised))}.heat .l2{background:color-mix(in srgb,var(--accent) 42%,var(--raised))}.heat .l3{background:color-mix(in srgb,var(--accent) 62%,var(--raised))}.heat .l4{background:color-mix(in srgb,var(--accent) 82%,var(--raised))}.heat .l5{background:var(--accent)}
    @media (max-width:600px){.chart svg{height:150px}.heat{border-spacing:1px}.heat tbody td{height:18px;border-radius:2px}.heat thead td:first-child,.heat tbody th{width:28px}.heat th{font-size:10px}}
    @media print{.top,.tools,.pager,footer{display:none}}
    """
}

/// How pages look: one sheet of plain CSS, in parts.
enum Style {
  static let all = [colours, frame, lists, forms, changes, pictures].joined(separator: "\n")

  static let icon = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#1f5fbf"/><g fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"><path d="M16 7a9 9 0 1 1-8.4 5.8"/><path d="M7 7v6h6"/><path d="M16 11.500v5l3.500 2"/></g></svg>
    """

  /// Colours of both themes; the four of the kinds are told apart by who is colour-blind, and stand beside a mark each.
  static let colours = """
    :root{color-scheme:light;--ground:#f5f6f8;--card:#fff;--raised:#f0f2f5;--line:#dde1e7;--text:#1b2330;--muted:#566173;--accent:#1a56b4;--accent-text:#fff;
    --create:#04724d;--update:#1a56b4;--delete:#b0400a;--read:#6a4a9c;--bad:#b3261e;--bad-ground:#fdecea;
    --in:#d7f4e2;--in-strong:#9fe3bb;--out:#fde4d8;--out-strong:#f9bf9f;--shadow:0 1px 2px rgb(20 30 50/.06),0 2px 8px rgb(20 30 50/.04)}
    :root[data-theme=dark]{color-scheme:dark;--ground:#0d1117;--card:#161b23;--raised:#1e2530;--line:#2c3543;--text:#e5eaf1;--muted:#9ba8ba;--accent:#76adff;--accent-text:#0b1526;
    --create:#46c896;--update:#76adff;--delete:#ff9a5f;--read:#bda0f5;--bad:#ff8a80;--bad-ground:#3a1d1d;
    --in:#123524;--in-strong:#1f6a45;--out:#3d2317;--out-strong:#7e3f1c;--shadow:none}
    @media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;--ground:#0d1117;--card:#161b23;--raised:#1e2530;--line:#2c3543;--text:#e5eaf1;--muted:#9ba8ba;--accent:#76adff;--accent-text:#0b1526;
    --create:#46c896;--update:#76adff;--delete:#ff9a5f;--read:#bda0f5;--bad:#ff8a80;--bad-ground:#3a1d1d;
    --in:#123524;--in-strong:#1f6a45;--out:#3d2317;--out-strong:#7e3f1c;--shadow:none}}
    .create{--tone:var(--create)}.update{--tone:var(--update)}.delete{--tone:var(--delete)}.read{--tone:var(--read)}
    """

  static let frame = """
    *,*::before,*::after{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--ground);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
    code,pre,kbd,.number,.res bdi,h1 bdi{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-variant-numeric:tabular-nums}
    code,pre{font-size:13px}
    a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
    p a,dd a,.muted a{text-decoration:underline;text-underline-offset:2px}
    :focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
    main:focus{outline:none}
    h1,h2,p,ol,dl,dd,pre{margin:0;padding:0}
    h1{font-size:22px;line-height:1.25;font-weight:650;letter-spacing:-.01em}
    h1 a{color:inherit}h1 bdi{font-size:.86em;font-weight:600}
    h2{font-size:14px;line-height:1.4;font-weight:650}
    ol{list-style:none}
    [hidden]{display:none!important}
    .unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    .skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;z-index:9;padding:8px 12px;background:var(--card)}
    .muted{color:var(--muted)}.small{font-size:13px}.break{overflow-wrap:anywhere}.push{margin-left:auto}
    .bad{color:var(--bad)}
    .top{display:flex;flex-wrap:wrap;align-items:center;gap:6px 18px;padding:8px 24px;background:var(--card);border-bottom:1px solid var(--line);position:sticky;top:0;z-index:5}
    .brand{display:flex;align-items:center;gap:8px;font-size:16px;font-weight:700;color:var(--text);letter-spacing:-.01em}.brand:hover{text-decoration:none}
    .brand svg{width:22px;height:22px;fill:none;stroke:var(--accent);stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
    .top nav{display:flex;gap:4px}
    .top nav a{padding:6px 10px;border-radius:6px;color:var(--muted);font-weight:550}.top nav a:hover{background:var(--raised);text-decoration:none}
    .top nav a[aria-current]{color:var(--text);background:var(--raised)}
    .quick{position:relative;flex:1 1 200px;max-width:420px;margin-left:auto}
    .quick input{width:100%;padding-right:34px}
    .quick kbd{position:absolute;right:8px;top:7px}
    kbd{display:inline-block;min-width:20px;padding:0 5px;border:1px solid var(--line);border-bottom-width:2px;border-radius:4px;background:var(--raised);color:var(--muted);font-size:12px;line-height:18px;text-align:center}
    .tools{display:flex;align-items:center;gap:8px;margin-left:auto}.quick+.tools{margin-left:0}
    .tools svg{width:18px;height:18px;fill:none;stroke:currentColor;stroke-width:2;vertical-align:-4px}.tools .full{fill:currentColor;stroke:none}
    .who{max-width:180px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;color:var(--muted);font-size:13px}
    main{max-width:1400px;margin:0 auto;padding:22px 24px 48px;display:flex;flex-direction:column;gap:16px}
    main>*{min-width:0}
    footer{padding:16px 24px 28px;color:var(--muted);font-size:13px;text-align:center}
    .card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px 18px;box-shadow:var(--shadow);min-width:0}
    .card.flush{padding:0;overflow:hidden}.card.flush>.head{padding:14px 18px 12px;margin:0;border-bottom:1px solid var(--line)}.card.flush>.empty{padding:22px 18px}
    .head{display:flex;flex-wrap:wrap;align-items:center;gap:6px 12px;margin-bottom:12px}
    .title{display:flex;flex-wrap:wrap;align-items:center;gap:10px 14px}
    .title .ranges{margin-left:auto}
    .lead{color:var(--muted);margin-top:-8px}
    .columns{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:16px;align-items:start}.columns.three{grid-template-columns:repeat(3,minmax(0,1fr))}
    .narrow{max-width:480px;width:100%;margin:7vh auto 0;padding:28px;display:flex;flex-direction:column;gap:12px}
    .notice .code{font-size:13px;font-weight:650;color:var(--muted);letter-spacing:.06em}
    .sentence::first-letter{text-transform:uppercase}
    .warning{padding:10px 12px;border-radius:8px;background:var(--bad-ground);color:var(--bad)}
    .reason{color:var(--muted);font-style:italic}
    .empty{padding:12px 0}.empty h2{margin-bottom:6px}.empty pre{margin-top:12px;padding:12px;border-radius:8px;background:var(--raised);overflow-x:auto}
    .ranges{display:flex;flex-wrap:wrap;gap:2px;padding:3px;border:1px solid var(--line);border-radius:9px;background:var(--card)}
    .ranges a,.ranges .chosen{padding:3px 10px;border-radius:6px;color:var(--muted);font-size:13px;line-height:20px}.ranges a:hover{background:var(--raised);text-decoration:none}
    .ranges [aria-current],.ranges .chosen{background:var(--raised);color:var(--text);font-weight:600}
    dialog{max-width:min(440px,calc(100vw - 32px));border:1px solid var(--line);border-radius:12px;padding:22px;background:var(--card);color:var(--text)}dialog::backdrop{background:rgb(0 0 0/.45)}
    .keys{margin:12px 0 16px;display:grid;gap:8px}.keys div{display:flex;gap:12px}.keys dt{flex:0 0 84px}
    @media (max-width:900px){.columns,.columns.three{grid-template-columns:minmax(0,1fr)}.title .ranges{margin-left:0}}
    @media (max-width:600px){main{padding:16px 12px 36px;gap:12px}.top{padding:8px 12px;gap:6px 8px;position:static}.brand{font-size:15px;gap:6px}.top nav{gap:0}.top nav a{padding:6px 8px;font-size:14px}.tools,.quick+.tools{gap:2px;margin-left:auto}#help-open{display:none}.quick{order:3;max-width:none;flex-basis:100%}.card{padding:14px}.card.flush>.head{padding:12px 14px}h1{font-size:19px}.columns{gap:12px}.narrow{padding:20px;margin-top:3vh}}
    @media (prefers-reduced-motion:no-preference){a,button,.tile{transition:background-color .12s,border-color .12s}}
    """
}

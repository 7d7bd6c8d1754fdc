/// What pages do beyond what they show: plain JavaScript, in parts. Every page is whole without it.
enum Script {
  static let all =
    "\"use strict\";(() => {\n" + [elements, times, keyboard, charts, differences, live, progress].joined(separator: "\n") + "\n})();\n"

  /// Sets the theme before anything is drawn.
  static let theme = #"""
    "use strict";
    try {
      const theme = localStorage.getItem("annals-theme");
      if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
    } catch { /* Without storage the system's theme holds. */ }
    """#

  static let elements = #"""
    const $ = (selector, root = document) => root.querySelector(selector);
    const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
    const element = (name, attributes = {}, ...children) => {
      const made = document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      made.append(...children);
      return made;
    };
    for (const shown of $$("[data-scripted]")) shown.hidden = false;
    for (const useless of $$("[data-unscripted]")) useless.hidden = true;
    const keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* It is asked again next time. */ } };
    const kept = key => { try { return localStorage.getItem(key); } catch { return null; } };
    """#

  /// Times in the viewer's zone, near ones as how long ago.
  static let times = #"""
    const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
    const brief = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
    const yearly = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
    const daily = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "short", day: "numeric" });
    const ago = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });
    const relative = (moment, now) => {
      const seconds = (moment - now) / 1000;
      if (seconds > 5 || seconds < -86400) return null;
      if (seconds > -60) return ago.format(Math.min(0, Math.round(seconds)), "second");
      if (seconds > -3600) return ago.format(Math.round(seconds / 60), "minute");
      return ago.format(Math.round(seconds / 3600), "hour");
    };
    const tellTime = time => {
      const moment = new Date(time.dateTime);
      if (Number.isNaN(moment.getTime())) return;
      const now = new Date();
      if ("day" in time.dataset) time.textContent = daily.format(moment);
      else if ("full" in time.dataset) time.textContent = full.format(moment);
      else time.textContent = relative(moment, now) ?? (moment.getFullYear() === now.getFullYear() ? brief : yearly).format(moment);
    };
    const tellTimes = root => $$("time", root).forEach(tellTime);
    tellTimes(document);
    setInterval(() => { if (!document.hidden) $$("time:not([data-full], [data-day])").slice(0, 200).forEach(tellTime); }, 30000);
    $("#zone").textContent = "in your zone, " + Intl.DateTimeFormat().resolvedOptions().timeZone;
    """#

  /// Keys, the theme, and lists that are walked through.
  static let keyboard = #"""
    const changeTheme = () => {
      const root = document.documentElement;
      const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = isDark ? "light" : "dark";
      keep("annals-theme", root.dataset.theme);
    };
    const help = $("#help");
    $("#theme").addEventListener("click", changeTheme);
    $("#help-open").addEventListener("click", () => help.showModal());
    let chosen = null;
    const choose = step => {
      const rows = $$("[data-row]");
      if (rows.length === 0) return;
      const place = chosen && chosen.isConnected ? rows.indexOf(chosen) + step : step > 0 ? 0 : rows.length - 1;
      chosen?.classList.remove("chosen");
      chosen = rows[Math.max(0, Math.min(rows.length - 1, place))];
      chosen.classList.add("chosen");
      const link = $("a.kind", chosen);
      link?.focus({ preventScroll: true });
      chosen.scrollIntoView({ block: "nearest" });
    };
    const follow = selector => { const link = $(selector); if (link) location.assign(link.href); };
    document.addEventListener("keydown", event => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target;
      const isWriting = target instanceof Element && target.closest("input, textarea, select, [contenteditable]");
      if (event.key === "Escape" && isWriting) { target.blur(); return; }
      if (isWriting || help.open) return;
      const acts = {
        "/": () => ($("#q-text") ?? $("#quick"))?.focus(), "?": () => help.showModal(), j: () => choose(1), k: () => choose(-1),
        t: changeTheme, o: () => location.assign($(".brand").href), v: () => toggleSides(),
        ArrowLeft: () => follow("a[rel=first]"), ArrowRight: () => follow("a[rel=next]"),
      };
      const act = acts[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
    for (const form of $$("form[data-question], form.quick")) form.addEventListener("submit", () => {
      for (const field of $$("input, select", form)) field.disabled = field.value.trim() === "";
    });
    addEventListener("pageshow", () => { for (const field of $$("form :disabled")) field.disabled = false; });
    """#
}

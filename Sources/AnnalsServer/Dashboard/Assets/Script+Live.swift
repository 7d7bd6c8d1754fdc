extension Script {
  /// What changes now: operations as they are recorded, drawn a few times a second however many there are.
  static let live = #"""
    const source = document.body.dataset.live;
    const list = $("#live-rows ol");
    if (source && list && "EventSource" in window) {
      const base = document.body.dataset.base, limit = 30;
      const state = $("#live-state"), pause = $("#live-pause");
      const marks = { CREATE: "+", UPDATE: "~", DELETE: "−", READ: "○" };
      let fresh = [], left = 0, isPaused = false, isDrawn = true, stream = null, retry = 1000;
      const encode = text => encodeURIComponent(text).replace(/[!'()*]/g, c => "%" + c.charCodeAt(0).toString(16).toUpperCase());
      // What cannot be seen, or turns the writing around, is shown as its number, as the server does.
      const safe = text => String(text).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, c =>
        c === "\n" || c === "\t" || c === "\u200c" || c === "\u200d" ? c : "\\u{" + c.codePointAt(0).toString(16) + "}");
      const short = text => { const all = [...safe(text)]; return all.length > 160 ? all.slice(0, 160).join("") + "…" : all.join(""); };
      const row = record => {
        const kind = Object.hasOwn(marks, record.operation_type) ? record.operation_type : "READ";
        const link = element("a", { class: "kind " + kind.toLowerCase(), href: base + "/operations/" + encode(record.history_id) },
          element("span", { "aria-hidden": "true" }, marks[kind]), kind);
        link.setAttribute("aria-label", kind + " " + short(record.resource_type) + " " + short(record.resource_id) + ", open");
        const id = record.resource_id;
        const resource = element("a", { class: "res", href: id === "." || id === ".."
          ? base + "/search?type=" + encode(record.resource_type) + "&id=" + id
          : base + "/resource/" + encode(record.resource_type) + "/" + encode(id) },
          element("span", { class: "type" }, short(record.resource_type)), " ", element("bdi", {}, short(id)));
        const what = element("div", { class: "what" }, resource);
        if (record.failed) what.append(element("span", { class: "bad" }, "failed" + (record.error ? ": " + short(record.error) : "")));
        const time = element("time", { datetime: record.timestamp, title: record.timestamp.replace("T", " ").replace("Z", " UTC") });
        tellTime(time);
        return element("li", { class: "record fresh" + (record.failed ? " failed" : ""), "data-row": "" }, link, what,
          element("a", { class: "by", href: base + "/users/" + encode(record.user_id) }, element("bdi", {}, short(record.user_id))), time);
      };
      const tell = (name, text) => {
        if (state.textContent !== text) state.textContent = text;
        state.dataset.state = name;
      };
      // What another server recorded comes some seconds later than what this one did: it goes to its place by time, once.
      const place = record => {
        const item = row(record), link = item.firstElementChild.getAttribute("href"), rows = [...list.children];
        if (rows.some(other => other.firstElementChild.getAttribute("href") === link)) return;
        const moment = Date.parse(record.timestamp);
        const earlier = rows.find(other => {
          const ahead = Date.parse(other.querySelector("time")?.getAttribute("datetime") ?? "") - moment;
          return !(ahead > 0 && ahead < 15000);
        });
        if (earlier) earlier.before(item); else list.append(item);
      };
      const draw = () => {
        isDrawn = true;
        if (isPaused) { tell("paused", "Paused, " + (fresh.length + left).toLocaleString() + " waiting"); return; }
        fresh.splice(0).forEach(place);
        while (list.children.length > limit) list.lastElementChild.remove();
        if (left > 0) tell("on", "Live, " + left.toLocaleString() + " more not shown"); else tell("on", "Live");
        left = 0;
      };
      const take = event => {
        let record;
        try { record = JSON.parse(event.data); } catch { return; }
        fresh.push(record);
        if (fresh.length > limit) { left += fresh.length - limit; fresh = fresh.slice(-limit); }
        if (isDrawn) { isDrawn = false; setTimeout(draw, 300); }
      };
      const connect = () => {
        stream = new EventSource(source);
        stream.addEventListener("open", () => { retry = 1000; if (!isPaused) tell("on", "Live"); });
        stream.addEventListener("record", take);
        stream.addEventListener("lost", event => { left += Number(event.data) || 0; });
        stream.addEventListener("error", () => {
          tell("off", "Connection lost, trying again");
          // A browser tries again by itself, unless the answer was none of events.
          if (stream.readyState !== EventSource.CLOSED) return;
          setTimeout(connect, retry);
          retry = Math.min(retry * 2, 30000);
        });
      };
      pause.hidden = false;
      pause.addEventListener("click", () => {
        isPaused = !isPaused;
        pause.textContent = isPaused ? "Go on" : "Pause";
        draw();
      });
      tell("wait", "Connecting");
      connect();
      addEventListener("pagehide", () => stream.close());
    }
    """#
}

extension Script {
  /// The chart is zoomed into by dragging; the heat map is turned to the viewer's zone.
  static let charts = #"""
    for (const chart of $$("[data-chart]")) {
      const svg = $("svg", chart), columns = $$("svg a", chart), selection = $(".selection", chart);
      if (columns.length === 0) continue;
      let start = null, end = null, isDragged = false;
      const column = event => {
        const box = svg.getBoundingClientRect();
        return Math.max(0, Math.min(columns.length - 1, Math.floor((event.clientX - box.left) / box.width * columns.length)));
      };
      const mark = () => {
        const [first, last] = [Math.min(start, end), Math.max(start, end)];
        selection.setAttribute("x", first * 10);
        selection.setAttribute("width", (last - first + 1) * 10);
      };
      const leave = () => { start = null; selection.setAttribute("width", 0); };
      svg.addEventListener("dragstart", event => event.preventDefault());
      svg.addEventListener("pointerdown", event => {
        if (event.button !== 0 || event.pointerType === "touch") return;
        start = end = column(event);
        isDragged = false;
      });
      svg.addEventListener("pointermove", event => {
        if (start === null) return;
        end = column(event);
        if (end !== start && !isDragged) { isDragged = true; svg.setPointerCapture(event.pointerId); }
        if (isDragged) mark();
      });
      svg.addEventListener("pointerup", () => {
        if (start === null || !isDragged) { leave(); return; }
        const address = new URL(location.href);
        for (const name of ["range", "from", "to"]) address.searchParams.delete(name);
        address.searchParams.set("from", columns[Math.min(start, end)].dataset.from);
        address.searchParams.set("to", columns[Math.max(start, end)].dataset.to);
        leave();
        location.assign(address);
      });
      svg.addEventListener("pointercancel", leave);
      svg.addEventListener("click", event => { if (isDragged) event.preventDefault(); }, true);
    }
    const heat = $("[data-heat]");
    if (heat) {
      const cells = $$("td[data-count]", heat);
      const counts = cells.map(cell => [cell.dataset.count, cell.className]);
      const shift = Math.round(-new Date().getTimezoneOffset() / 60);
      if (cells.length === 168) {
        const days = $$("tbody th", heat).map(head => head.textContent);
        let most = 0;
        cells.forEach((cell, index) => {
          const [count, level] = counts[((index - shift) % 168 + 168) % 168];
          cell.className = level;
          cell.dataset.count = count;
          const time = days[Math.floor(index / 24)] + " " + String(index % 24).padStart(2, "0") + ":00";
          cell.title = time + ": " + Number(count).toLocaleString() + (count === "1" ? " operation" : " operations");
          cell.firstElementChild.textContent = count;
          if (Number(count) > Number(cells[most].dataset.count)) most = index;
        });
        $("#heat-zone").textContent = "hours in your zone";
        if (cells[most].dataset.count !== "0") $("#heat-peak").textContent = "Most at " + cells[most].title + ".";
      }
    }
    """#

  /// Before and after beside or below each other, what is copied, and the slider through a resource's states.
  static let differences = #"""
    const showSides = isSplit => $$("[data-diff]").forEach(diff => diff.classList.toggle("split", isSplit));
    const asked = new URL(location.href).searchParams.get("view");
    if (asked === null && kept("annals-view") === "split") showSides(true);
    function toggleSides() {
      const diff = $("[data-diff]");
      if (!diff) return;
      const isSplit = !diff.classList.contains("split");
      showSides(isSplit);
      keep("annals-view", isSplit ? "split" : "unified");
    }
    for (const link of $$("[data-split]")) link.addEventListener("click", event => {
      event.preventDefault();
      toggleSides();
    });
    document.addEventListener("click", async event => {
      const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
      if (!button) return;
      const name = button.textContent;
      try {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
        button.textContent = "Press Ctrl+C";
      }
      setTimeout(() => { button.textContent = name; }, 1600);
    });
    let waiting = 0, asking = null;
    const showState = async moment => {
      asking?.abort();
      asking = new AbortController();
      const address = new URL(location.href);
      for (const name of ["step", "from", "to"]) address.searchParams.delete(name);
      address.searchParams.set("at", moment);
      try {
        const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "text/html" } });
        const fresh = $("#state", new DOMParser().parseFromString(await answer.text(), "text/html"));
        if (!answer.ok || !fresh) { location.assign(address); return; }
        const old = $("#state");
        const slider = $("[data-slider]", old), hadFocus = document.activeElement === slider;
        old.replaceWith(fresh);
        for (const shown of $$("[data-scripted]", fresh)) shown.hidden = false;
        for (const useless of $$("[data-unscripted]", fresh)) useless.hidden = true;
        tellTimes(fresh);
        slide();
        if (hadFocus) $("[data-slider]", fresh)?.focus({ preventScroll: true });
        history.replaceState(null, "", address);
      } catch (error) {
        if (error.name !== "AbortError") location.assign(address);
      }
    };
    function slide() {
      const slider = $("[data-slider]");
      if (!slider) return;
      const moments = $$("#steps option").map(option => [option.dataset.moment, option.label]);
      slider.addEventListener("input", () => {
        const [moment, label] = moments[Number(slider.value)] ?? [];
        if (!moment) return;
        slider.setAttribute("aria-valuetext", label);
        $("#state-title").textContent = "State at " + full.format(new Date(moment));
        clearTimeout(waiting);
        waiting = setTimeout(() => showState(moment), 180);
      });
    }
    slide();
    """#
}

extension Script {
  /// A plan that is being applied: its progress is asked for again until it ends, then the page shows what came of it.
  static let progress = #"""
    const watched = $("#progress[data-refresh]");
    if (watched) {
      watched.setAttribute("aria-live", "polite");
      const look = async () => {
        try {
          const answer = await fetch(location.href, { headers: { "Accept": "text/html" } });
          const shown = new DOMParser().parseFromString(await answer.text(), "text/html");
          const now = $("#progress", shown);
          if (!now || !now.hasAttribute("data-refresh")) return location.reload();
          watched.replaceChildren(...now.childNodes);
          for (const useless of $$("[data-unscripted]", watched)) useless.hidden = true;
        } catch { /* The server may be away for a moment. */ }
        setTimeout(look, 2000);
      };
      setTimeout(look, 1000);
    }
    """#
}

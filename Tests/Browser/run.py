"""Holds the dashboard against a real Chromium. Called by Scripts/browser-check: run.py ANNALS CHROMIUM."""

import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright

import history
import journeys
import recovery
from checks import Findings, Watch, accessible, layout, shoot, unharmed
from server import Server

ROOT = Path(__file__).resolve().parent.parent.parent
FIXTURE = ROOT / "Tests/AnnalsTestSupport/Fixtures/operations.ndjson.gz"
# Not in a commit: .build is ignored.
SCREENSHOTS = ROOT / ".build/screenshots"
WIDTHS = [360, 820, 1600]
THEMES = ["light", "dark"]
ZONE = "Europe/Berlin"


def pages(server):
    """Each page as a person meets it, by name: full, empty, and where something is wrong."""
    update = server.get("/api/history/recent?resource_type=PROMPT&operation_type=UPDATE&success=true&limit=1")["records"][0]
    moment = quote(update["timestamp"], safe="")
    prompt = f"/resource/PROMPT/{update['resource_id']}"
    return {
        "overview": "/", "overview-all": "/?range=all", "overview-day": "/?range=24h&type=PROMPT", "search": "/search",
        "search-failed": "/search?type=PROMPT&failed=true", "search-nothing": "/search?type=NOTHING", "search-wrong": "/search?from=never",
        "resource": prompt, "resource-split": f"{prompt}?view=split", "resource-then": f"{prompt}?at={moment}",
        "resource-compared": f"{prompt}?from=30d&to={moment}", "resource-none": "/resource/PROMPT/none",
        "operation": f"/operations/{quote(update['history_id'], safe='')}", "operation-none": "/operations/2025-01-01T00:00:00Z%23READ%23x%23T",
        "user": f"/users/{quote('ann@example.org')}", "user-none": "/users/nobody", "sign-in": "/sign-in",
        "alerts": "/alerts", "alerts-over": "/alerts?state=resolved", "alerts-wrong": "/alerts?state=gone",
    }


def hostile_pages(server):
    """The pages of each harmful record."""
    for record in server.get("/api/history/recent?limit=100")["records"]:
        if record["resource_type"] not in ("HARM", "<B>"):
            continue
        name = record["resource_id"]
        yield f"/operations/{quote(record['history_id'], safe='')}"
        yield f"/users/{quote(record['user_id'], safe='')}"
        yield f"/search?text={quote(name)}"
        yield f"/search?from={quote(name)}"
        if name not in (".", ".."):
            yield f"/resource/{quote(record['resource_type'], safe='')}/{quote(name, safe='')}"


def check_pages(browser, server, findings):
    """Each page at each width in each theme."""
    everything = pages(server)
    wrong = ("search-wrong", "resource-none", "operation-none", "alerts-wrong")
    for width in WIDTHS:
        for theme in THEMES:
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, timezone_id=ZONE, locale="en-GB")
            watch = Watch(context, server.address, findings, f"{width} px, {theme}")
            page = context.new_page()
            for name, path in everything.items():
                told = f"{name} at {width} px, {theme}"
                watch.name = told
                watch.allowed = 1 if name in wrong else 0
                answer = page.goto(server.address + path)
                findings.check("page", answer.status == 200 or name in wrong and answer.status in (400, 404), f"{told}: {answer.status}")
                findings.check("zone", page.locator("#zone").inner_text().endswith(ZONE), f"{told} is not in the viewer's zone")
                layout(page, findings, told)
                unharmed(page, findings, told)
                accessible(page, findings, told)
                shoot(page, SCREENSHOTS, f"{name}-{width}-{theme}")
            context.close()


def check_hostile(browser, server, findings):
    """Each page of harmful records, on a phone and with JavaScript; some of them for accessibility too."""
    context = browser.new_context(viewport={"width": 360, "height": 900}, locale="en-GB")
    watch = Watch(context, server.address, findings, "hostile")
    page = context.new_page()
    for number, path in enumerate(["/", "/search", *hostile_pages(server)]):
        watch.name = f"hostile {path[:100]}"
        watch.allowed = 1 if "?from=" in path else 0
        page.goto(server.address + path)
        page.mouse.move(100, 300)
        layout(page, findings, watch.name)
        unharmed(page, findings, watch.name)
        findings.check("hostile", True, watch.name)
        if number % 8 == 0:
            accessible(page, findings, watch.name)
    page.goto(server.address)
    page.wait_for_selector("#live-state[data-state=on]")
    for text in history.HARM:
        server.post([{"operation_type": "UPDATE", "resource_type": "HARM", "resource_id": text, "metadata": {"success": False, "error": text}}], wait=True)
    page.wait_for_selector("#live-rows li.fresh")
    page.wait_for_timeout(600)
    unharmed(page, findings, "hostile, live")
    layout(page, findings, "hostile, live")
    context.close()


def main(annals, chromium, only=None):
    begun = time.monotonic()
    findings = Findings()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(annals, folder)
        server.command("import", "-", text="\n".join(history.lines(FIXTURE)) + "\n")
        server.start()
        closed = Server(annals, folder, "closed", ["--auth", "keys"])
        made = closed.command("keys", "make", "--user", "ann@example.org", "--role", "auditor")
        key = next(word for word in made.split() if word.startswith("annals_"))
        closed.start()
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        journeys.raise_alert(server)
        steps = [
            ("pages", lambda: check_pages(browser, server, findings)),
            ("hostile records", lambda: check_hostile(browser, server, findings)),
            ("keyboard", lambda: journeys.keyboard(browser, server, findings)),
            ("mouse", lambda: journeys.mouse(browser, server, findings)),
            ("without JavaScript", lambda: journeys.without_script(browser, server, findings)),
            ("alerts", lambda: journeys.alerts(browser, server, findings, SCREENSHOTS)),
            ("signing in", lambda: journeys.signing_in(browser, closed, key, findings, SCREENSHOTS)),
            ("live", lambda: journeys.live(browser, server, findings)),
            ("undo", lambda: recovery.check(browser, annals, ROOT, folder, findings, SCREENSHOTS, WIDTHS, THEMES)),
        ]
        for name, step in steps:
            if only and name != only:
                continue
            print(f"Checking {name}", flush=True)
            try:
                step()
            except Exception as error:  # A journey that cannot go on is a finding, and the others still count.
                findings.check(name, False, f"could not go on: {error}")
        browser.close()
        server.stop()
        closed.stop()
    print(f"\n{sum(findings.count.values())} checks in {time.monotonic() - begun:.0f} s with {len(WIDTHS)} widths and {len(THEMES)} themes; screenshots in {SCREENSHOTS}")
    for kind, count in sorted(findings.count.items()):
        print(f"  {count:6} {kind}")
    print(f"{len(findings.wrong)} wrong")
    return 1 if findings.wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""What people do: by keyboard alone, without JavaScript, signing in, and watching what happens under load."""

import threading
import time
from urllib.parse import quote

from checks import Watch, accessible, layout, shoot

LONGEST_TASK = 250
RATE = 500


def keyboard(browser, server, findings):
    """From the first page to an operation and back, without a mouse."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    Watch(context, server.address, findings, "keyboard")
    page = context.new_page()
    page.goto(server.address)

    def holds(told, found):
        findings.check("keyboard", bool(found), told)

    page.keyboard.press("Tab")
    holds("the first stop skips to the content", page.evaluate("document.activeElement.className") == "skip")
    page.keyboard.press("?")
    holds("? opens the help", page.locator("#help").evaluate("help => help.open"))
    page.keyboard.press("Escape")
    holds("Escape closes it", not page.locator("#help").evaluate("help => help.open"))
    theme = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches ? 'light' : 'dark'")
    page.keyboard.press("t")
    holds("t changes the theme", page.evaluate("document.documentElement.dataset.theme") == theme)
    page.keyboard.press("/")
    page.keyboard.type("prompt-1")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    holds("/ searches", page.url.endswith("/search?text=prompt-1"))
    holds("the theme stays", page.evaluate("document.documentElement.dataset.theme") == theme)
    for key, place in [("j", 0), ("j", 1), ("j", 2), ("k", 1)]:
        page.keyboard.press(key)
        chosen = page.evaluate("[...document.querySelectorAll('[data-row]')].findIndex(row => row.classList.contains('chosen'))")
        holds(f"{key} walks through the list to {place}", chosen == place)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    holds("Enter opens an operation", "/operations/" in page.url)
    before = page.locator("[data-diff].split").count()
    page.keyboard.press("v")
    if page.locator("[data-diff]").count():
        holds("v puts before and after side by side", page.locator("[data-diff].split").count() != before)
    with page.expect_navigation():
        page.keyboard.press("o")
    holds("o leads to the overview", page.url.rstrip("/") == server.address)
    page.goto(server.address + "/search")
    first = page.locator("[data-row] .kind").first.get_attribute("href")
    with page.expect_navigation():
        page.keyboard.press("ArrowRight")
    holds("the right arrow leads to older ones", page.locator("[data-row] .kind").first.get_attribute("href") != first)
    with page.expect_navigation():
        page.keyboard.press("ArrowLeft")
    holds("the left arrow leads back to the newest", page.locator("[data-row] .kind").first.get_attribute("href") == first)
    page.goto(server.address + "/resource/PROMPT/prompt-1")
    page.locator("[data-slider]").focus()
    text = page.locator("#state-title").inner_text()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.wait_for_url("**at=*")
    page.wait_for_function("document.querySelector('[data-slider]') === document.activeElement")
    holds("the slider moves through the states", page.locator("#state-title").inner_text() != text)
    context.close()


def mouse(browser, server, findings):
    """A stretch of the chart is zoomed into by dragging."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    Watch(context, server.address, findings, "mouse")
    page = context.new_page()
    page.goto(server.address)
    box = page.locator("[data-chart] svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 60, steps=8)
    with page.expect_navigation():
        page.mouse.up()
    findings.check("mouse", "from=" in page.url and "to=" in page.url, f"dragging zooms: {page.url}")
    with page.expect_navigation():
        page.locator("[data-chart] a .touch").nth(3).click()
    findings.check("mouse", "from=" in page.url, f"a click zooms further: {page.url}")
    context.close()


def without_script(browser, server, findings):
    """Every page does its work without JavaScript."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    Watch(context, server.address, findings, "without JavaScript")
    page = context.new_page()

    def holds(told, found):
        findings.check("without JavaScript", bool(found), told)

    page.goto(server.address)
    holds("the chart is there", page.locator("[data-chart] rect").count() > 10)
    holds("times are in UTC", "UTC" in page.locator("#live-rows time").first.inner_text())
    holds("nothing is shown that does nothing", page.locator("[data-scripted]:visible").count() == 0)
    page.goto(server.address + "/search")
    page.fill("#q-type", "prompt")
    page.select_option("#q-kind", "UPDATE")
    page.click("button.main")
    holds("the form asks, without what is empty", page.url.endswith("/search?type=prompt&kind=UPDATE"))
    first = page.locator("[data-row] .kind").first.get_attribute("href")
    page.click("a[rel=next]")
    holds("pages follow", page.locator("[data-row] .kind").first.get_attribute("href") != first)
    page.locator("[data-row] .kind").first.click()
    holds("an operation shows what it changed", page.locator(".change").count() > 0)
    page.click("[data-split]")
    holds("before and after are put side by side", page.locator("[data-diff].split").count() == 1)
    page.goto(server.address + "/resource/PROMPT/prompt-1")
    page.locator("input[name=from]").nth(2).check()
    page.locator("input[name=to]").nth(0).check()
    page.click("button[form=compare]")
    holds("two moments are compared", page.locator("#comparison").count() == 1)
    page.goto(server.address + "/resource/PROMPT/prompt-1")
    page.locator("[data-slider]").press("ArrowLeft")
    page.click("[data-unscripted]")
    holds("the slider shows a state", "step=" in page.url and page.locator("#state").count() == 1)
    context.close()


def live(browser, server, findings, seconds=6):
    """Operations appear as they are recorded; a flood of them does not freeze the page; a lost connection comes back."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    watch = Watch(context, server.address, findings, "live")
    page = context.new_page()
    page.add_init_script(
        "window.longest = 0; window.tasks = 0; new PerformanceObserver(list => { for (const task of list.getEntries()) {"
        "window.tasks += 1; window.longest = Math.max(window.longest, task.duration); } }).observe({ type: 'longtask' });")
    page.goto(server.address)
    page.wait_for_selector("#live-state[data-state=on]")
    server.post([{"operation_type": "UPDATE", "resource_type": "LIVE", "resource_id": "first<b>"}], wait=True)
    page.wait_for_selector("#live-rows li:first-child:has-text('first<b>')", timeout=5_000)
    findings.check("live", True, "an operation appears")
    page.evaluate("window.longest = 0; window.tasks = 0")
    sent = [0]

    def flood():
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            server.post([
                {"operation_type": "UPDATE", "resource_type": "LIVE", "resource_id": f"{sent[0]}-{n}", "metadata": {"success": n % 9 > 0}}
                for n in range(RATE // 10)])
            sent[0] += RATE // 10
            time.sleep(max(0, begun + sent[0] / RATE - time.monotonic()))

    thread = threading.Thread(target=flood)
    thread.start()
    page.wait_for_selector("#live-rows li:first-child:has-text('LIVE')", timeout=5_000)
    slowest = 0
    while thread.is_alive():
        begun = time.monotonic()
        page.evaluate("1")
        slowest = max(slowest, time.monotonic() - begun)
        page.wait_for_timeout(50)
    thread.join()
    longest, tasks = page.evaluate("[window.longest, window.tasks]")
    rate = sent[0] / seconds
    told = f"{rate:.0f} operations/s for {seconds} s: the longest task took {longest:.0f} ms ({tasks} over 50 ms), the slowest answer {slowest * 1000:.0f} ms"
    findings.check("live", longest < LONGEST_TASK and slowest < 1, told)
    print(f"  {told}", flush=True)
    findings.check("live", page.locator("#live-rows li").count() <= 30, "the list stays short")
    page.click("#live-pause")
    page.wait_for_timeout(500)
    first = page.locator("#live-rows li").first.inner_text()
    server.post([{"operation_type": "DELETE", "resource_type": "LIVE", "resource_id": "while-paused"}], wait=True)
    page.wait_for_selector("#live-state:has-text('1 waiting')", timeout=5_000)
    findings.check("live", page.locator("#live-rows li").first.inner_text().split("\n")[:2] == first.split("\n")[:2], "a pause holds the list")
    page.click("#live-pause")
    page.wait_for_selector("#live-rows li:first-child:has-text('while-paused')", timeout=5_000)
    watch.allowed = 100
    server.stop()
    page.wait_for_selector("#live-state[data-state=off]", timeout=10_000)
    server.start()
    page.wait_for_selector("#live-state[data-state=on]", timeout=30_000)
    server.post([{"operation_type": "CREATE", "resource_type": "LIVE", "resource_id": "after-the-break"}], wait=True)
    page.wait_for_selector("#live-rows li:first-child:has-text('after-the-break')", timeout=10_000)
    findings.check("live", True, "a lost connection comes back")
    context.close()


def raise_alert(server, user="mallory"):
    """Someone deletes twelve resources, of which the standard rules tell."""
    server.post([{"operation_type": "DELETE", "resource_type": "ALERTED", "resource_id": f"a-{n}", "user_id": user} for n in range(12)], wait=True)
    until = time.monotonic() + 20
    while not any(f"user {user}" in alert["sentence"] for alert in server.get("/api/history/alerts")["alerts"]):
        if time.monotonic() > until:
            raise RuntimeError("no alert was raised")
        time.sleep(0.1)


def alerts(browser, server, findings, folder):
    """An alert is looked after and its rule muted by forms, without JavaScript, on a phone."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 900})
    Watch(context, server.address, findings, "alerts")
    page = context.new_page()

    def holds(told, found):
        findings.check("alerts", bool(found), told)

    def looked_at(told):
        """The page as it is with JavaScript, which the rules of accessibility need."""
        scripted = browser.new_context(viewport={"width": 360, "height": 900})
        Watch(scripted, server.address, findings, told)
        shown = scripted.new_page()
        shown.goto(server.address + "/alerts")
        for summary in shown.locator(".handle summary").all():
            summary.click()
        layout(shown, findings, told)
        accessible(shown, findings, told)
        shoot(shown, folder, told.replace(", ", "-"))
        scripted.close()

    page.goto(server.address)
    page.click("section:has(#alerts-title) a:text-is('All')")
    holds("the overview leads to all alerts", page.url == server.address + "/alerts")
    row = ".alert:has-text('user mallory')"
    page.locator(f"{row} summary").click()
    looked_at("alerts, forms")
    page.locator(f"{row} input[name=reason]").first.fill("on <b>it</b>")
    page.click(f"{row} button:has-text('I look after it')")
    holds("the form leads back", page.url == server.address + "/alerts")
    holds("someone looks after it", "looks after it" in page.locator(row).inner_text())
    page.locator(f"{row} summary").click()
    page.click(f"{row} button:has-text('Mute')")
    holds("nothing is muted without saying why", page.locator("#muted-title").count() == 0)
    page.locator(f"{row} input[name=reason]").fill("planned")
    page.select_option(f"{row} select[name=minutes]", "240")
    page.click(f"{row} button:has-text('Mute')")
    holds("the rule is muted", "deletions-by-user" in page.locator("section:has(#muted-title)").inner_text())
    looked_at("alerts, muted")
    page.click("button[aria-label='Unmute deletions-by-user']")
    holds("and is told of again", page.locator("#muted-title").count() == 0)
    context.close()


def signing_in(browser, server, key, findings, folder):
    """The form, its cookie, and the way back to what was asked for."""
    context = browser.new_context(viewport={"width": 360, "height": 700})
    watch = Watch(context, server.address, findings, "signing in")
    page = context.new_page()

    def holds(told, found):
        findings.check("signing in", bool(found), told)

    watch.allowed = 3
    page.goto(server.address + "/search?type=PROMPT")
    holds("who is not known is asked", page.locator("h1").inner_text() == "Sign in")
    layout(page, findings, "sign-in")
    accessible(page, findings, "sign-in")
    page.screenshot(path=f"{folder}/sign-in-360.png")
    page.fill("#key", "annals_wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    page.fill("#key", key)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    holds("the way leads on to what was asked for", page.url.endswith("/search?type=PROMPT"))
    cookies = context.cookies()
    holds("the cookie is closed to scripts and other sites", [(c["httpOnly"], c["sameSite"]) for c in cookies] == [(True, "Strict")])
    holds("scripts see none", page.evaluate("document.cookie") == "")
    holds("the key is not in the page", key not in page.content())
    page.goto(server.address)
    page.wait_for_selector("#live-state[data-state=on]", timeout=10_000)
    holds("live is for who signed in", True)
    layout(page, findings, "signed in")
    with page.expect_navigation():
        page.click("text=Sign out")
    page.goto(server.address + "/users/" + quote("ann@example.org"))
    holds("signing out ends it", page.locator("h1").inner_text() == "Sign in")
    context.close()

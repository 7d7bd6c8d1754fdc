"""What holds for every page."""

from collections import Counter
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Findings:
    """What was checked, and what was found wrong."""

    def __init__(self):
        self.wrong = []
        self.count = Counter()

    def check(self, kind, holds, told):
        self.count[kind] += 1
        if not holds:
            self.wrong.append(f"{kind}: {told}")
            print(f"  WRONG {kind}: {told}", flush=True)


class Watch:
    """Listens to what a page says and asks for."""

    def __init__(self, context, address, findings, name):
        self.findings, self.name, self.address = findings, name, address
        self.allowed = 0
        context.on("request", self.request)
        context.on("console", self.console)
        context.on("weberror", lambda error: findings.check("script", False, f"{name}: {error.error}"))
        context.on("dialog", self.dialog)

    def request(self, request):
        stays = request.url.startswith((self.address, "data:", "blob:", "about:"))
        self.findings.check("request stays on the host", stays, f"{self.name}: {request.url}")

    def console(self, message):
        if message.type not in ("error", "warning"):
            return
        if self.allowed > 0 and "Failed to load resource" in message.text:
            self.allowed -= 1
            return
        self.findings.check("console", False, f"{self.name}: {message.text}")

    def dialog(self, dialog):
        self.findings.check("dialog", False, f"{self.name}: {dialog.message}")
        dialog.dismiss()


def layout(page, findings, name):
    """Nothing is wider than the window, and no text is cut off by another."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    findings.check("layout", wide <= 0, f"{name} is {wide} px too wide")


def unharmed(page, findings, name):
    harm = page.evaluate("[window.harmed ?? 0, document.querySelectorAll('main script, main img, main iframe, [onerror], [onfocus], [onload]').length]")
    findings.check("harmless", harm == [0, 0], f"{name}: {harm}")


def accessible(page, findings, name, axe=Axe()):
    results = axe.run(page, options=RULES).response
    findings.count["accessibility rules passed"] += len(results["passes"])
    for violation in results["violations"]:
        nodes = [node["html"][:160] for node in violation["nodes"][:2]]
        findings.check("accessibility", False, f"{name}: {violation['id']} ({violation['impact']}): {nodes}")
    findings.count["accessibility"] += 1


def shoot(page, folder, name):
    Path(folder).mkdir(parents=True, exist_ok=True)
    page.screenshot(path=f"{folder}/{name}.png", full_page=page.evaluate("document.documentElement.scrollHeight") < 12_000)

"""Undo and restore in the dashboard, on prompts in a DynamoDB of the tests (Scripts/engine): the pages at each width, and the way through them."""

import json
import os
import socket
import subprocess
import time
import urllib.request
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

from checks import Watch, accessible, layout, shoot, unharmed
from history import record
from server import Server

ACCOUNT = "426614174000"


class Engine:
    """The DynamoDB, and the service's own table in it."""

    def __init__(self, root):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            self.port = taken.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen([f"{root}/Scripts/engine", "run", str(self.port)], stdin=subprocess.PIPE)
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{self.address}/_ministack/health").close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the engine did not start: Scripts/engine install")

    def call(self, operation, body):
        headers = {
            "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"DynamoDB_20120810.{operation}",
            "Authorization": f"AWS4-HMAC-SHA256 Credential={ACCOUNT}/20250101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
        }
        with urllib.request.urlopen(urllib.request.Request(self.address, json.dumps(body).encode(), headers)) as answer:
            return json.load(answer)

    def stop(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)


def make_table(engine):
    engine.call("CreateTable", {
        "TableName": "prompts", "BillingMode": "PAY_PER_REQUEST", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}]})


def prompts(engine, user):
    """A user spoils and deletes prompts, and ben goes on with two: the items, and the history of it as lines."""
    begun = datetime.now(timezone.utc) - timedelta(hours=2)
    lines = []
    for number in range(12):
        name = f"{user}-prompt-{number}"
        good = {"id": name, "name": f"Prompt {number}", "body": "You are a careful assistant. " * 8, "version": "1"}
        spoilt = good | {"name": "<script>window.harmed=1</script>", "body": good["body"].replace("careful", "careless")}
        after = None if number < 4 else spoilt
        kind = "DELETE" if after is None else "UPDATE"
        lines.append(record(kind, "PROMPT", name, begun + timedelta(seconds=number), user, good, after, request_id="night"))
        if number > 9:
            lines.append(record(
                "UPDATE", "PROMPT", name, begun + timedelta(hours=1, seconds=number), "ben@example.org", spoilt, spoilt | {"version": "2"}))
            after = spoilt | {"version": "2"}
        if after:
            engine.call("PutItem", {"TableName": "prompts", "Item": {key: {"S": value} for key, value in after.items()}})
    return "\n".join(json.dumps(line) for line in lines) + "\n"


def look(page, server, watch, findings, name, folder=None):
    """The page that is open holds what every page holds."""
    watch.name = name
    layout(page, findings, name)
    unharmed(page, findings, name)
    accessible(page, findings, name)
    if folder:
        shoot(page, folder, name.replace(" ", "-"))


def walk(browser, server, findings, folder, user, width, theme, has_script):
    """From a search to the end of a plan, and to the page that undoes it."""
    told = f"{width} {theme}" + ("" if has_script else " without script")
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, locale="en-GB", java_script_enabled=has_script)
    watch = Watch(context, server.address, findings, told)
    page = context.new_page()

    def shown(name):
        if has_script:
            look(page, server, watch, findings, f"{name} {told}", folder)
        else:
            shoot(page, folder, f"{name} {told}".replace(" ", "-"))

    page.goto(server.address + f"/search?user={user}")
    shown("search-undo")
    page.click("text=Undo these…")
    shown("undo")
    page.fill("#u-reason", "INC-481")
    page.click("text=Show what would happen")
    page.wait_for_url("**/plans/*")
    findings.check("plan", page.locator("ol.timeline > li").count() == 12, f"{told}: not each resource has a step")
    findings.check("plan", page.locator("li.failed").count() == 2, f"{told}: the conflicts are not told")
    shown("plan")
    address = page.url
    page.click("nav[aria-label='Which steps'] >> text=Conflicts")
    shown("plan-conflicts")
    page.goto(server.address + "/plans")
    shown("plans")
    page.goto(address)
    page.click("button:has-text('Apply to')")
    for _ in range(100):
        if page.locator("text=Undo this plan…").count():
            break
        if has_script:
            page.wait_for_timeout(200)
        else:
            page.goto(address)
    findings.check("plan", page.locator("#progress-title").inner_text() == "Applied", f"{told}: it is not told as applied")
    shown("plan-applied")
    page.click("text=Undo this plan…")
    shown("undo-plan")
    page.click("text=Show what would happen")
    page.wait_for_url("**/plans/*")
    page.click("button:has-text('Apply to')")
    for _ in range(100):
        if page.locator("text=Undo this plan…").count():
            break
        page.wait_for_timeout(200) if has_script else page.goto(page.url)
    findings.check("plan", page.locator("text=Undo this plan…").count() == 1, f"{told}: the way back does not end")
    first = server.get(f"/api/history/recent?user_id={user}&operation_type=UPDATE&limit=1")["records"][0]
    page.goto(f"{server.address}/operations/{quote(first['history_id'], safe='')}")
    shown("operation-undo")
    findings.check("plan", page.locator("text=Undo this operation…").count() == 1, f"{told}: an operation cannot be undone")
    page.goto(f"{server.address}/resource/PROMPT/{first['resource_id']}?at={quote(first['timestamp'], safe='')}")
    shown("resource-restore")
    page.click("text=Restore to this moment…")
    shown("restore")
    context.close()


def secret_prompt(user):
    """A prompt with a secret, which a user deleted, as lines of history."""
    item = {"id": f"{user}-prompt", "name": "Prompt", "api_key": "sk-live-4f9Xq2LmZ81bTnRv"}
    return json.dumps(record("DELETE", "PROMPT", item["id"], datetime.now(timezone.utc) - timedelta(hours=1), user, item, None)) + "\n"


def fields(browser, server, engine, findings, folder, user, width, theme, has_script):
    """A redacted field is given when planning and again when applying, with a limit of write units; mistakes are told."""
    told = f"fields {width} {theme}" + ("" if has_script else " without script")
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, locale="en-GB", java_script_enabled=has_script)
    watch = Watch(context, server.address, findings, told)
    page = context.new_page()
    given = '{"api_key": "sk-live-new"}'

    def shown(name):
        if has_script:
            look(page, server, watch, findings, f"{name} {told}", folder)

    def holds(sentence, found):
        findings.check("fields", bool(found), f"{told}: {sentence}")

    page.goto(server.address + f"/undo?user={user}")
    page.click("text=Values for redacted fields")
    page.fill("#u-fields", "api_key = sk-live-new")
    shown("undo-given")
    watch.allowed = 2
    page.click("text=Show what would happen")
    holds("what is no JSON is told", "are no JSON" in page.locator("main").inner_text())
    holds("and not shown again", "sk-live-new" not in page.content())
    page.goto(server.address + f"/undo?user={user}")
    page.click("text=Values for redacted fields")
    page.fill("#u-fields", given)
    page.click("text=Show what would happen")
    page.wait_for_url("**/plans/*")
    shown("plan-given")
    address = page.url
    holds("a plan does not show what was given", "sk-live-new" not in page.content())
    page.fill("#p-fields", given)
    page.fill("#p-units", "many")
    page.click("button:has-text('Apply to')")
    holds("a limit that is none is told", "1 to 1,000,000" in page.locator("main").inner_text())
    page.goto(address)
    page.fill("#p-fields", given)
    page.fill("#p-units", "100")
    page.click("button:has-text('Apply to')")
    for _ in range(100):
        if page.locator("text=Undo this plan…").count():
            break
        page.wait_for_timeout(200) if has_script else page.goto(address)
    item = engine.call("GetItem", {"TableName": "prompts", "Key": {"id": {"S": f"{user}-prompt"}}, "ConsistentRead": True})["Item"]
    holds("the field is written", item["api_key"] == {"S": "sk-live-new"})
    context.close()


def check(browser, annals, root, folder, findings, screenshots, widths, themes):
    """All of it at each width in each theme, and once without JavaScript."""
    engine = Engine(root)
    os.environ.update({
        "AWS_ENDPOINT_URL": engine.address, "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_EC2_METADATA_DISABLED": "true"})
    description = f"{folder}/tables.yaml"
    with open(description, "w", encoding="utf-8") as file:
        file.write("tables: {PROMPT: {table: prompts, key: id}}\n")
    server = Server(annals, folder, "recovery", ["--tables", description])
    walks = [(f"eve-{width}-{theme}", width, theme, True) for width in widths for theme in themes] + [("eve-plain", 820, "light", False)]
    try:
        make_table(engine)
        # What one walk puts back and away again are others' changes for the next: each has a user and prompts of its own.
        others = [("eve-given-360", 360, "dark", True), ("eve-given-820", 820, "light", True), ("eve-given-plain", 820, "light", False)]
        lines = [prompts(engine, each[0]) for each in walks] + [secret_prompt(each[0]) for each in others]
        server.command("import", "-", text="".join(lines))
        server.start()
        for each in walks:
            walk(browser, server, findings, screenshots, *each)
        for each in others:
            fields(browser, server, engine, findings, screenshots, *each)
    finally:
        if server.process:
            server.stop()
        engine.stop()

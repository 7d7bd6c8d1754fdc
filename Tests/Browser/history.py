"""What the server under test has to show: real operations, prompts with a life, and records that are meant to do harm."""

import gzip
import json
import random
from datetime import datetime, timedelta, timezone

REAL_OPERATIONS = 4_000

# Each would do something if a page took it for more than text.
HARM = [
    "<script>window.harmed=1</script>",
    '"><img src=x onerror="window.harmed=1">',
    '"\u0301 onfocus="window.harmed=1" autofocus x="',
    "</title></script><script>window.harmed=1</script>",
    "{{{body}}}",
    "';window.harmed=1//",
    "javascript:window.harmed=1",
    "\u202egnp.exe",
    "مرحبا بالعالم",
    "\x1b[31mred",
    "=cmd|' /C calc'!A0",
    "a/b/../c?d=e&f#g",
    "..",
    "W" * 900,
]


def moment(time):
    return time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def record(kind, kind_of, name, time, user, before, after, **metadata):
    return {
        "operation_type": kind, "resource_type": kind_of, "resource_id": name, "timestamp": moment(time), "user_id": user,
        "before_state": before, "after_state": after, "metadata": {"success": True, **metadata},
    }


def prompts(now):
    """The lives of some prompts over a month, with texts, lists and failures."""
    chance = random.Random(7)
    words = "you are a careful assistant who answers in short plain sentences and cites its sources before acting".split()
    states = {}
    times = sorted(now - timedelta(minutes=chance.expovariate(1 / 9000)) for _ in range(600))
    for number, time in enumerate(times):
        name = f"prompt-{chance.randint(1, 30)}"
        before = states.get(name)
        user = chance.choice(["ann@example.org", "ben@example.org", "importer"])
        after = json.loads(json.dumps(before)) if before else {
            "name": name.title(), "status": "draft", "tags": ["a", "b", "c"], "owner": {"email": user},
            "body": " ".join(chance.choices(words, k=80)), "steps": [{"id": 1, "do": "read"}, {"id": 2, "do": "write"}],
        }
        kind = "UPDATE" if before else "CREATE"
        turn = chance.random()
        if before and turn < 0.1:
            kind, after = "DELETE", None
        elif before and turn < 0.2:
            kind = "READ"
        elif before:
            text = after["body"].split()
            text[chance.randrange(len(text))] = "CHANGED"
            after["body"] = " ".join(text)
            after["status"] = chance.choice(["draft", "active", "review"])
            after["tags"].reverse()
            after["steps"].insert(0, {"id": 100 + number, "do": "check"})
        more = {"request_id": f"request-{number // 3}", "function": f"{kind.lower()}_prompt"}
        if chance.random() < 0.05:
            more |= {"success": False, "error": "ConditionalCheckFailedException: The conditional request failed"}
        elif kind != "READ":
            states[name] = after
        yield record(kind, "PROMPT", name, time, user, None if kind == "READ" else before, None if kind == "READ" else after, **more)


def hostile(now):
    """A record for each harm, in every place that a record has."""
    deep = {}
    for _ in range(90):
        deep = {"d": deep}
    for number, text in enumerate(HARM):
        before = {
            "name": text, text[:200]: text, "list": [text] * 3, "long": "L" * 100_000 if number == 0 else "x",
            "many": {f"f{i}": i for i in range(1000)} if number == 1 else {}, "deep": deep if number == 2 else 1,
        }
        after = json.loads(json.dumps(before))
        after["name"] = text + " changed"
        after["list"].insert(0, "new " + text)
        after["long"] += " end"
        after["many"] = {name: value + 1 for name, value in after["many"].items()}
        user = "".join(letter for letter in text if letter.isprintable() or letter in "\u202e\u0301")[:200]
        yield record(
            "UPDATE", "<B>" if number == 0 else "HARM", text, now - timedelta(seconds=60 - number), user, before, after,
            success=number % 2 == 0, error=text, reason=text, request_id=text, function=text, tags=[text])


def lines(fixture):
    """All records as lines of JSON."""
    now = datetime.now(timezone.utc)
    with gzip.open(fixture, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number >= REAL_OPERATIONS:
                break
            yield line.rstrip("\n")
    for each in [*prompts(now), *hostile(now)]:
        yield json.dumps(each)

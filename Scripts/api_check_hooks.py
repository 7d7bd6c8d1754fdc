"""What schemathesis cannot know of itself: how records one a line are written."""

import json

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(ctx, value):
    """The text as it is; what is no text, as JSON."""
    return value.encode("utf-8", errors="replace") if isinstance(value, str) else json.dumps(value).encode()

"""What a server says when it gives no answer: a sentence for the person, and whether to ask again."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

from annotator.domain.errors import Unanswered
from annotator.i18n import _

_LONGEST = 160


class Again(Exception):
    """It may be better in a moment: `wait` seconds, where the server said so; `sentence` where there is no other try."""

    def __init__(self, sentence: Unanswered, wait: float | None = None) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.wait = wait


def refusal(status: int, data: bytes, host: str, model: str) -> Unanswered:
    """The sentence for an HTTP status. What the server says itself is told, but where it may repeat a part of the key."""
    if status in (401, 403):
        return Unanswered(
            _(
                "{host} wants a key, or does not accept this one; enter it again, or ask for one there",
                host=host,
            )
        )
    if status == 402:
        return Unanswered(_("{host} wants to be paid first: the account there is empty", host=host))
    if 300 <= status < 400:
        return Unanswered(
            _("{host} points to another address, which nobody has agreed to; enter that one", host=host)
        )
    said = _said(data)
    if status == 404:
        return Unanswered(
            _("{host} knows no such address or model “{model}” ({said})", host=host, model=model, said=said)
        )
    if status == 429:
        return Unanswered(
            _("{host} takes no more requests at present ({said}); try again later", host=host, said=said)
        )
    if status >= 500:
        return Unanswered(
            _(
                "{host} has a fault of its own (HTTP {status}: {said}); try again later",
                host=host,
                status=status,
                said=said,
            )
        )
    return Unanswered(
        _(
            "{host} does not answer as a chat model does (HTTP {status}: {said})",
            host=host,
            status=status,
            said=said,
        )
    )


def retry_after(value: str | None) -> float | None:
    """How many seconds the header `Retry-After` asks to wait: a number, or until a date. None where it does not tell."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - datetime.now(UTC)).total_seconds())


def _said(data: bytes) -> str:
    """The message in a server's answer (`{"error": {"message": …}}` and its relatives), else the beginning of the answer."""
    try:
        value: Any = orjson.loads(data)
    except orjson.JSONDecodeError:
        value = data.decode("utf-8", "replace")
    for name in ("error", "message", "detail"):
        if isinstance(value, dict) and name in value:
            value = value[name]
    text = " ".join(str(value).split())
    printable = "".join(c for c in text if c.isprintable())
    return printable[:_LONGEST] or "–"

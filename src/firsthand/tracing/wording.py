"""Times, lists and numbers as a person reads them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from firsthand.evidence.times import TimeInterval, interval_of_day

_EXCERPT = 280
_OPENS, _CLOSES = "“„«‹‘", "”»›’"
#: One word at the end after the end of a sentence, or after the beginning of a quotation.
_LAST_WORD = re.compile(rf"(?:[.!?…][{_CLOSES}\"')]*\s+[{_OPENS}\"'(]*|\s[{_OPENS}])\w+$")
#: One word at the beginning before the end of a sentence.
_FIRST_WORD = re.compile(rf"\w+[.!?…][{_CLOSES}\"')]*\s+[{_OPENS}\"'(]*(?=\w)")
_SENTENCE_ENDS = (*".!?…:", *_CLOSES, '"', "")
#: A closing mark, and the punctuation that may stand before it.
_CLOSING = re.compile(rf"[.,!?…]{{0,2}}[{_CLOSES}\"]")


def time_in_words(interval: TimeInterval) -> str:
    """The interval in words, in UTC: a minute where it is that narrow, else both ends."""
    earliest, latest = interval.earliest, interval.latest
    printed = f" (printed: {interval.printed})" if interval.printed else ""
    if earliest is None and latest is None:
        return f"at an unknown time{printed}"
    if earliest is None:
        return f"no later than {_minute(latest)}{printed}"
    if latest is None:
        return f"no earlier than {_minute(earliest)}{printed}"
    if latest - earliest <= timedelta(minutes=1):
        return _minute(earliest)
    anywhere = interval_of_day((earliest + timedelta(hours=14)).date())
    if (earliest, latest) == (anywhere.earliest, anywhere.latest):
        return f"on {earliest + timedelta(hours=14):%Y-%m-%d} (time zone unknown)"
    return f"between {_minute(earliest)} and {_minute(latest)}{printed}"


def listed(items: Sequence[str], most: int = 6) -> str:
    """`a, b and c`; what goes beyond `most` is counted."""
    if len(items) > most:
        return f"{', '.join(items[:most])} and {len(items) - most} more"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def without_loose_ends(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without a single word at either end that belongs to another sentence.

    Two pages that share a sentence often share the first word of the next by chance: "the".
    """
    whole = text[end : end + 1] in _SENTENCE_ENDS
    last = None if whole else _LAST_WORD.search(text[start:end])
    if last is not None and last.start() > 0:
        kept = text[start : start + last.start()].rstrip()
        end = start + len(kept)
    before = text[:start].rstrip(f" {_OPENS}\"'(")[-1:]
    first = None if before in _SENTENCE_ENDS else _FIRST_WORD.match(text[start:end])
    return (start + first.end() if first is not None else start), end


def excerpt(text: str, start: int, end: int) -> str:
    """The stretch on one line, its middle left out where it is long.

    A quotation that it holds an end of is given with the mark at its other end too, where that
    mark stands right there.
    """
    start, end = _with_marks(text, start, end)
    words = " ".join(text[start:end].split())
    if len(words) <= _EXCERPT:
        return words
    head = words[: _EXCERPT * 2 // 3].rsplit(" ", 1)[0]
    tail = words[-_EXCERPT // 3 :].split(" ", 1)[-1]
    return f"{head} … {tail}"


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    unopened = unclosed = 0
    for character in text[start:end]:
        if character in "“„«":
            unclosed += 1
        elif character in "”»":
            unopened += not unclosed
            unclosed -= unclosed > 0
    straight = text.count('"', start, end) % 2
    if text[max(0, start - 1) : start] in (*"“„«", '"') and start:
        start -= unopened > 0 or (straight and text[start - 1] == '"')
    closing = _CLOSING.match(text, end)
    if closing is not None and (unclosed or (straight and closing.group().endswith('"'))):
        end = closing.end()
    return start, end


def percent(share: float) -> str:
    """A share in words: 12 %."""
    return f"{share * 100:.0f} %"


def _minute(instant: datetime | None) -> str:
    return "" if instant is None else f"{instant:%Y-%m-%d %H:%M} UTC"

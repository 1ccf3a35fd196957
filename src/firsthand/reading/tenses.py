"""Whether the words around a date tell of what has been or of what is to come.

"The Senate votes on Friday", "the shelling began on Friday": the verb that is nearest before the
date, in its clause, decides; where none stands there, the first behind it.
"""

from __future__ import annotations

import re
from enum import Enum

_REACH = 140
_FUTURE = (
    r"will|shall|won['’]t|['’]ll|expected|expects?|scheduled|planned|plans?|foreseen|due|set\sto"
    r"|going\sto|(?:is|are)\sto|to\sbe|deadline|promises?|wants?|demands?"
)
_EITHER = r"would|could|might|should|must|may|can"
_PAST = (
    r"\w{3,}ed|was|were|had|did|said|told|began|fell|met|sent|took|went|came|left|made|ran|saw"
    r"|held|hit|shot|wrote|put|gave|brought|found|lost|led|fled|broke|burnt|blew|struck|spoke|got"
    r"|set|read|won|stood|sat|rose|cut|heard|felt|kept|knew|paid|sold|shook|drove|flew|fought|spent"
    r"|swept|sank|hid|hurt|laid|lay|died|been|done|seen|taken|given|gone|known|slept|built|caught"
)
_VERB = re.compile(
    rf"\b(?:(?P<future>{_FUTURE})|(?P<either>{_EITHER})|(?P<past>{_PAST})"
    r"|(?P<present>says|tells|reports|writes|is|are|[a-z]{3,}s))\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[.!?]\s|[;\n]|:\s|[.!?][”’\"“]")


_DEADLINE = re.compile(
    r"\b(?:by|until|till|before|no later than)\s(?:the\s|next\s)?$", re.IGNORECASE
)
_PERFECT = re.compile(r"\bhad\s(?:\w+\s){0,2}\w+", re.IGNORECASE)
_AUXILIARY = re.compile(
    r"\b(will|shall|would|could|might|may|should|must)\s(?:\w+\s){0,2}$", re.IGNORECASE
)
_STORY = re.compile(r"(?:\s[\w’'-]+){4}")
_TO = re.compile(r"\bto\s[a-z]+")


class Tense(Enum):
    """What the words around a date say of its time."""

    PAST = "past"
    FUTURE = "future"
    EITHER = "either"
    NONE = "none"  # no verb near


def tense_at(text: str, start: int, end: int) -> Tense:
    """The tense of the clause that a stretch of text stands in."""
    before = text[max(0, start - _REACH) : start]
    breaks = list(_BREAK.finditer(before))
    before = before[breaks[-1].end() :] if breaks else before
    after = text[end : end + _REACH]
    stop = _BREAK.search(after)
    after = after if stop is None else after[: stop.start()]
    deadline = _DEADLINE.search(before)
    verbs = list(_VERB.finditer(before))
    strong = [v for v in verbs if v["present"] is None]
    if strong:
        tense = _tense(before, strong[-1])
        if deadline and not (tense is Tense.PAST and _PERFECT.search(before)):
            return Tense.EITHER if tense is Tense.PAST else Tense.FUTURE
        return tense
    if deadline and verbs:
        return Tense.FUTURE
    following = list(_VERB.finditer(after))
    first = next((v for v in following if v["present"] is None), None)
    if first is not None:
        return _tense(after, first)
    if verbs or following or (_STORY.match(after) and not _TO.search(before)):
        # "On Saturday three women fall ill": news told in the present is of what has been.
        return Tense.PAST
    return Tense.NONE


def _tense(clause: str, verb: re.Match[str]) -> Tense:
    if verb["future"]:
        return Tense.FUTURE
    if verb["either"]:
        return Tense.EITHER
    auxiliary = _AUXILIARY.search(clause[: verb.start()])
    if auxiliary is None:
        return Tense.PAST
    return Tense.FUTURE if auxiliary[1].lower() in {"will", "shall"} else Tense.EITHER

"""What the words around a name show about it: that it is an outlet, or a state and no person.

A name alone often does not say what it names. "The newspaper Kurier", "Breaking Harbours reports,
“…”" show outlets; "Vell's army", "the Ministry of Defence of Vell", "Vellian" show a state.
"""

from __future__ import annotations

from collections.abc import Sequence

from firsthand.evidence.statements import SourceKind
from firsthand.reading.lexicon import words
from firsthand.reading.names import bare_name, kind_of_name
from firsthand.reading.tokens import Token

_REPORTS = frozenset({"reports", "reported", "writes", "wrote"})
_ACCUSES = frozenset({"accuses", "accused", "accusing"})
_BEFORE_ACCUSES = frozenset({"has", "have", "had", "again", "also", "first"})
_DEMONYMS = ("ian", "ese", "ish", "an", "i")


class Kinds:
    """Collected over a whole document, then asked by name."""

    def __init__(self) -> None:
        self._outlets: set[str] = set()
        self._states: set[str] = set()
        self._adjectives: set[str] = set()

    def note_outlet(self, name: str) -> None:
        """Remember the name of an outlet."""
        if name:
            self._outlets.add(bare_name(name))

    def is_outlet(self, name: str) -> bool:
        """Whether the document shows that a name is an outlet's."""
        return bare_name(name) in self._outlets

    def is_state(self, name: str) -> bool:
        """Whether the document shows that a single word names a state, or one that acts as one."""
        low = name.lower()
        if low in self._states:
            return True
        stems = {low, low[:-1]} if low[-1:] in "aeiouy" else {low}
        return any(
            stem + ending in self._adjectives
            for stem in stems
            for ending in _DEMONYMS
            if len(stem) > 2
        )

    def collect(self, tokens: Sequence[Token], first: int, last: int) -> None:
        """Look at what stands around the name `tokens[first:last]`."""
        name = " ".join(t.text for t in tokens[first:last])
        if _reports_words(tokens, first, last) or _called_outlet(tokens, first, last):
            self.note_outlet(name)
        end = tokens[last - 1]
        if end.low.endswith(_DEMONYMS):
            self._adjectives.add(end.low)
        if last - first >= 3 and tokens[last - 2].low == "of":
            self._states.add(end.low)
        if last - first == 1 and (_owns_body(tokens, last) or _accuses(tokens, last)):
            self._states.add(end.low)
        if last - first == 1 and first > 0 and _is_accused(tokens, first):
            self._states.add(end.low)


def _reports_words(tokens: Sequence[Token], first: int, last: int) -> bool:
    """ "Breaking Harbours reports, “…”": printed words behind a name that is no person's."""
    if last >= len(tokens) or tokens[last].low not in _REPORTS:
        return False
    parts = [t.text for t in tokens[first:last] if t.kind in {"word", "number"}]
    if any(p.lower().strip(".") in words("strong_bodies", "titles") for p in parts):
        return False
    article = first > 0 and tokens[first - 1].low == "the"
    kind = kind_of_name(parts, article=article)
    gerund = len(parts) > 1 and parts[0].lower().endswith("ing")
    if kind is SourceKind.PERSON and not gerund:
        return False
    for token in tokens[last + 1 : last + 6]:
        if token.kind == "quotation":
            return True
        if token.kind == "word":
            return False
    return False


def _called_outlet(tokens: Sequence[Token], first: int, last: int) -> bool:
    nouns = words("names_outlet")
    before = tokens[first - 1].low if first > 0 else ""
    earlier = tokens[first - 2].low if first > 1 else ""
    if before in nouns or (before in {"agency", "site", "station"} and earlier in _MEDIA):
        return True
    after = tokens[last].low if last < len(tokens) else ""
    later = tokens[last + 1].low if last + 1 < len(tokens) else ""
    behind = after in nouns or (after in _MEDIA and later in {"agency", "site", "station"})
    return behind and before == "the"


_MEDIA = frozenset({"news", "radio", "tv", "television", "information"})


def _owns_body(tokens: Sequence[Token], last: int) -> bool:
    """ "Vell's Foreign Ministry", "Vell's army": a possessive before a body of a state."""
    if last + 1 >= len(tokens) or tokens[last].kind != "possessive":
        return False
    return any(t.low in words("bodies_of_states") for t in tokens[last + 1 : last + 4])


def _accuses(tokens: Sequence[Token], last: int) -> bool:
    """ "Vell has accused Orr of …": one word accuses one word."""
    at = last
    while at < len(tokens) and tokens[at].low in _BEFORE_ACCUSES:
        at += 1
    if at >= len(tokens) or tokens[at].low not in _ACCUSES:
        return False
    behind = tokens[at + 1 : at + 3]
    named = next((i for i, t in enumerate(behind) if t.capital), None)
    if named is None or (named == 1 and behind[0].low in words("titles", "people")):
        return False
    after = tokens[at + named + 2] if at + named + 2 < len(tokens) else None
    return after is not None and (after.low in {"of", "on"} or after.kind == "possessive")


def _is_accused(tokens: Sequence[Token], first: int) -> bool:
    """The second word of "Vell has accused neighbouring Orr of …"."""
    cue = next((i for i in (first - 1, first - 2) if i > 0 and tokens[i].low in _ACCUSES), None)
    if cue is None:
        return False
    at = cue - 1
    while at > 0 and tokens[at].low in _BEFORE_ACCUSES:
        at -= 1
    lone = at == 0 or not tokens[at - 1].capital
    return tokens[at].capital and lone and _accuses(tokens, at + 1)

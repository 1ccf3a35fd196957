"""Cues without a statement: "who asked not to be named", "nobody said", "they can say"."""

from __future__ import annotations

from firsthand.reading.clauses import SentenceView
from firsthand.reading.cues import Cue
from firsthand.reading.lexicon import words
from firsthand.reading.phrases import Phrase

_ASKS = frozenset(
    {"ask", "request", "want", "wish", "prefer", "insist", "decline", "refuse", "demand"}
)
_BEHIND = 10


def asks_for_anonymity(view: SentenceView, cue: Cue) -> bool:
    """Whether a source asks here not to be named: "asked that his surname not be used"."""
    if cue.verb.lemma not in _ASKS:
        return False
    behind = [view.low(i) for i in range(cue.last, min(cue.last + _BEHIND, len(view.tokens)))]
    for mark in (",", ".", ";"):
        if mark in behind:
            behind = behind[: behind.index(mark)]
    passive = "be" in behind or "remain" in behind
    named = bool(words("naming") & set(behind))
    if "anonymity" in behind or (passive and (named or "anonymous" in behind)):
        return True
    gives = bool({"give", "provide", "disclose", "reveal", "use", "used"} & set(behind))
    return gives and bool({"name", "surname", "names"} & set(behind))


def says_nothing(view: SentenceView, cue: Cue, subject: Phrase) -> bool:
    """ "Nobody said", "they can say what they like": no words were uttered."""
    low = subject.core[0].low
    modal = {view.low(i) for i in range(cue.first, cue.head)} & words("modals")
    return low in words("nobody") or (bool(modal) and low in {"they", "you", "one", "people"})

"""Turns of an interview or a transcript: "Q:", "A:", "NAME:" at the start of a paragraph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from firsthand.evidence.spans import Span
from firsthand.reading.lexicon import words

_LABEL = re.compile(
    r"(?P<label>[QA]|[A-Z][\w.’'-]{0,24}(?:\s[A-Z(][\w.’')-]{0,24}){0,5})(?:\s?\([^)\n]{1,60}\))?"
    r"\s?:\s+(?=\S)"
)
_QA = re.compile(r"(?P<label>[QA])\s?[:.]\s+(?=\S)")
#: Labels of whoever asks.
ASKED = frozenset({"Q", "QUESTION", "Question"})
_NOT_SPEAKERS = words("not_speakers")


@dataclass(frozen=True, slots=True)
class Turn:
    """A paragraph that one speaker's label opens."""

    label: Span
    content: Span


def turns(text: str, paragraphs: Sequence[Span]) -> dict[int, Turn]:
    """The turns of a document by paragraph; none unless labels alternate or come back."""
    found: dict[int, Turn] = {}
    for index, paragraph in enumerate(paragraphs):
        match = _QA.match(text, paragraph.start, paragraph.end) or _LABEL.match(
            text, paragraph.start, paragraph.end
        )
        if match is None:
            continue
        first = match["label"].split()[0]
        if first.lower() in _NOT_SPEAKERS and first not in ASKED:
            continue
        if text[match.end()] in '“"«„‘':
            continue  # "Minister: “We will …”" is a cue, not a turn
        start, end = match.span("label")
        if first in ASKED:
            end = start + len(first)  # "QUESTION (Harbour Radio):"
        found[index] = Turn(Span(start, end), Span(match.end(), paragraph.end))
    counts = Counter(turn.label.of(text) for turn in found.values())
    repeated = {label for label, count in counts.items() if count > 1}
    if len(counts) < 2 or not (repeated or set(counts) >= {"Q", "A"}):
        return {}
    initials = {label for label in counts if _belongs(label, counts, repeated)}
    return {i: t for i, t in found.items() if t.label.of(text) in initials}


def _belongs(label: str, labels: Collection[str], repeated: set[str]) -> bool:
    if label in repeated or label in {"Q", "A"} or len(label.split()) > 1:
        return True
    return any(other.endswith(" " + label) for other in labels)  # "TARA WELD:", then "WELD:"

"""What the document says in its own voice about people harmed, things destroyed and units.

A reader must see what nobody is quoted for. A clause between full stops or
semicolons counts when most of it stands in no statement, it holds no attributing words, and it
tells of such an event.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from firsthand.evidence.spans import Span
from firsthand.evidence.statements import OwnStatement, Statement
from firsthand.reading.layout import Layout, Sentence
from firsthand.reading.lexicon import words

#: What a sentence may tell of, by the beginnings of words (a list of the lexicon each).
_EVENTS = {
    about: re.compile(rf"\b(?:{'|'.join(sorted(words(f'tells_{about}')))})", re.IGNORECASE)
    for about in ("killed", "wounded", "detained", "displaced", "destroyed", "unit", "moves")
}
_HARM = ("killed", "wounded", "detained", "displaced", "destroyed")
_MOST_COVERED = 0.4
_CLAUSE_END = re.compile(r"(?<=[^\W\d_]{2})[.!?]\s+|;\s+|\n+|:\s+(?=[^\W\d_]+(?:\s[^\W\d_]+){3})")
_SAID = re.compile(
    r"\b(?:said|says|told|tells|according to|accused)\b"
)  # and no statement was read
_DATE_LINE = re.compile(r"[^\n.]{0,60}?\([^()\n]{2,30}\)\s*(?:[–—]|--?)\s")


def own_statements(layout: Layout, statements: Sequence[Statement]) -> tuple[OwnStatement, ...]:
    """The document's own assertions, by position; linear in the text."""
    covered = _merged(statements)
    cues = sorted(s.cue_start for s in statements if s.cue_start is not None)
    found: list[OwnStatement] = []
    for index in range(len(layout.paragraphs)):
        if index in layout.furniture or index in layout.turns:
            continue
        for sentence in layout.sentences(index):
            found.extend(_own(layout.text, sentence, covered, cues))
    return tuple(found)


def _own(
    text: str, sentence: Sentence, covered: Sequence[Span], cues: Sequence[int]
) -> Iterator[OwnStatement]:
    for start, end in _clauses(text, sentence.span):
        yield from _own_clause(text, Span(start, end), covered, cues)


def _clauses(text: str, span: Span) -> Iterator[tuple[int, int]]:
    """What stands between full stops, semicolons and a date line, without blanks."""
    start = span.start
    line = _DATE_LINE.match(text, start, span.end)
    start = line.end() if line else start
    for found in (*_CLAUSE_END.finditer(text, start, span.end), None):
        end = span.end if found is None else found.start() + (text[found.start()] in ".!?")
        while start < end and text[start].isspace():
            start += 1
        stop = end
        while stop > start and text[stop - 1] in " \t\n;:":
            stop -= 1
        if stop - start > 3:
            yield start, stop
        start = end if found is None else found.end()


def _own_clause(
    text: str, span: Span, covered: Sequence[Span], cues: Sequence[int]
) -> Iterator[OwnStatement]:
    at = bisect_left(cues, span.start)
    if at < len(cues) and cues[at] < span.end:
        return
    if _SAID.search(text, span.start, span.end) or _share(span, covered) > _MOST_COVERED:
        return
    printed = span.of(text)
    about = tuple(name for name in _HARM if _EVENTS[name].search(printed))
    if _EVENTS["unit"].search(printed) and _EVENTS["moves"].search(printed):
        about += ("unit",)
    if about:
        yield OwnStatement(printed, span.start, span.end, about)


def _share(span: Span, covered: Sequence[Span]) -> float:
    """How much of a sentence stands in statements."""
    at = bisect_left(covered, span.start, key=lambda c: c.end)
    held = 0
    while at < len(covered) and covered[at].start < span.end:
        held += min(span.end, covered[at].end) - max(span.start, covered[at].start)
        at += 1
    return held / max(1, span.end - span.start)


def _merged(statements: Sequence[Statement]) -> list[Span]:
    """The stretches of text that stand in any statement."""
    merged: list[Span] = []
    for one in sorted(statements, key=lambda s: s.start):
        if merged and one.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, one.end))
        else:
            merged.append(Span(one.start, one.end))
    return merged

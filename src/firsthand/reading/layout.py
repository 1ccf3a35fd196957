"""The shape of a text before anything is attributed: paragraphs, quotations, turns, sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from firsthand.evidence.spans import Span
from firsthand.reading.furniture import furniture
from firsthand.reading.paragraphs import paragraphs, sentences
from firsthand.reading.quotations import Quotation, quotations, sharing
from firsthand.reading.tokens import Token, tokens
from firsthand.reading.turns import Turn, turns

#: What stands before the first sentence: a ticker's time, a bullet, a dateline.
_PREFIX = re.compile(
    r"(?:[-•*–—]\s+|\d{1,3}/\d{0,3}\s+|\[?\d{1,2}[:.]\d{2}(?::\d{2})?\]?\s?(?:[ap]\.?m\.?\s?)?(?:\(?[A-Z]{2,4}\)?\s?)?"
    r"(?:[-–—:|]\s*|\s+)"
    r"|[A-Z][A-Z.’'-]+(?:\s[A-Z][A-Z.’'-]+){0,3}(?:,\s[A-Z][\w. ]{1,25})?(?:\s?\([^)\n]{1,40}\))?"
    r"(?:,\s[\w. ]{3,20})?\s?(?:--|[-–—])\s*"
    r"|[A-Z][\w.’'-]+(?:[,/]?\s[A-Z][\w.’'-]+){0,4}\s?\([^)\n]{1,40}\)\s?(?:--|[-–—])\s*)"
)


#: The sentences of a text up to this length are kept between passes; beyond, memory counts more.
KEPT_IN_MEMORY = 500_000


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as tokens, with the paragraph that it stands in."""

    span: Span
    tokens: tuple[Token, ...]
    paragraph: int
    first: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a text."""

    text: str
    paragraphs: tuple[Span, ...]
    quotations: tuple[tuple[Quotation, ...], ...]
    turns: dict[int, Turn]
    furniture: frozenset[int] = frozenset()
    _kept: dict[int, tuple[Sentence, ...]] = field(default_factory=dict)
    _inner: dict[int, tuple[Sentence, ...]] = field(default_factory=dict)

    def paragraph_at(self, position: int) -> int:
        """The paragraph that a position stands in, or the last one before it."""
        return max(0, bisect_right(self.paragraphs, position, key=lambda p: p.start) - 1)

    def quotations_in(self, span: Span) -> Sequence[Quotation]:
        """The outermost quotations of a span's paragraph that share a character with it."""
        if not self.quotations:
            return ()
        return sharing(self.quotations[self.paragraph_at(span.start)], span)

    def sentences(self, index: int) -> Iterable[Sentence]:
        """The sentences of one paragraph, without its ticker time, dateline or turn label."""
        if len(self.text) > KEPT_IN_MEMORY:
            return self._sentences(index)
        if index not in self._kept:
            self._kept[index] = tuple(self._sentences(index))
        return self._kept[index]

    def _sentences(self, index: int) -> Iterator[Sentence]:
        span = self.paragraphs[index]
        turn = self.turns.get(index)
        if turn is not None:
            span = turn.content
        else:
            prefix = _PREFIX.match(self.text, span.start, span.end)
            if prefix and prefix.end() < span.end:
                span = Span(prefix.end(), span.end)
        yield from sentences_within(self.text, span, self.quotations[index], index)

    def inside(self, quotation: Quotation, paragraph: int) -> Iterable[Sentence]:
        """The sentences of a quotation's words."""
        span = Span(quotation.start, quotation.end)
        if len(self.text) > KEPT_IN_MEMORY:
            return sentences_within(self.text, span, quotation.inner, paragraph)
        if quotation.start not in self._inner:
            found = sentences_within(self.text, span, quotation.inner, paragraph)
            self._inner[quotation.start] = tuple(found)
        return self._inner[quotation.start]


def lay_out(text: str, title: str | None = None) -> Layout:
    """Find the parts of a text, whose title its description may give; linear in its length."""
    spans = paragraphs(text)
    speaking = turns(text, spans)
    nothing = furniture(text, spans, title) - speaking.keys()
    return Layout(text, spans, quotations(text, spans), speaking, nothing)


def sentences_within(
    text: str, span: Span, inner: tuple[Quotation, ...], paragraph: int
) -> Iterator[Sentence]:
    """The sentences of a paragraph, or of a quotation with its inner quotations."""
    first = True
    remaining = [q for q in inner if q.open < span.end and q.close > span.start]
    at = 0
    for found in sentences(text, span, remaining):
        while at < len(remaining) and remaining[at].close <= found.start:
            at += 1
        upto = at
        while upto < len(remaining) and remaining[upto].open < found.end:
            upto += 1
        yield Sentence(
            found, tokens(text, found.start, found.end, remaining[at:upto]), paragraph, first
        )
        first = False

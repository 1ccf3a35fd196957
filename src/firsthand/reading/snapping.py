"""Quotation marks bound what is said: the tagger's stretches grow to the quotation they stand in.

A stretch in a quotation grows to all of it when it holds a good part of it and the cue stands
outside. What is attributed inside somebody's quoted words has its cue there too, and stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from firsthand.evidence.spans import Span
from firsthand.reading.layout import Layout
from firsthand.reading.quotations import Quotation, sharing

#: The share of a quotation that must be held already.
_HELD = 0.3
_DEEPEST = 4


def snapped(content: Sequence[Span], cue: Span | None, layout: Layout) -> tuple[Span, ...]:
    """The content with its quoted stretches as long as their quotations, in order, disjoint."""
    grown: list[Span] = []
    for span in content:
        quotation = _around(span, cue, layout)
        whole = Span(quotation.start, quotation.end) if quotation is not None else span
        held = sum(max(0, min(s.end, whole.end) - max(s.start, whole.start)) for s in content)
        grown.append(whole if held >= _HELD * (whole.end - whole.start) else span)
    return tuple(_joined(grown))


def _around(span: Span, cue: Span | None, layout: Layout) -> Quotation | None:
    """The outermost quotation that holds a stretch and not the cue."""
    level = layout.quotations_in(span)
    for _ in range(_DEEPEST):
        holds = (q for q in level if q.open <= span.start and span.end <= q.close)
        quotation = next(holds, None)
        if quotation is None or cue is None or not quotation.open <= cue.start < quotation.close:
            return quotation
        level = sharing(quotation.inner, span)
    return None


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    last: Span | None = None
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        if last is not None and span.start <= last.end:
            last = Span(last.start, max(last.end, span.end))
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last

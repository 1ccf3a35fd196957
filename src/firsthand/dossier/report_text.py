"""Hostile text on a page: what HTML can carry, bidirectional controls fenced in, spans marked.

Every character of a text is kept, one for one, so that offsets can be counted on the page. Only
what HTML has no way to carry (control codes, non-characters, lone surrogates) is shown by a
stand-in, again one for one. Embedding, override and isolate controls (Unicode UAX #9) stay in the
text, each alone in a box of its own (`.ctl` is an inline block, which no control can leave), and
are made visible: they cannot turn the order of anything around.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from firsthand.evidence.statements import Reading, Statement, StatementKind

#: How many colours the style sheet has for speakers.
SPEAKER_COLOURS = 8

_BIDI_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NON_CHARACTERS = "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
_UNCARRIED = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NON_CHARACTERS}]")
_LINES = re.compile(r"\n+|(?<!\n)\Z")


def carried(text: str) -> str:
    """The text with each character that HTML cannot carry replaced by one stand-in."""
    return _UNCARRIED.sub(_stand_in, text)


def _stand_in(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x20:
        return chr(0x2400 + code)  # the control pictures of Unicode
    return "\u2421" if code == 0x7F else "\ufffd"


def flat(value: object, limit: int = 300) -> str:
    """Text for attributes, titles and drawings: one line, no controls, at most `limit` long."""
    text = " ".join(_BIDI_CONTROL.sub("\ufffd", carried(str(value)[: limit * 4])).split())
    return clipped(text, limit)


def clipped(text: str, limit: int) -> str:
    """The text cut to `limit` characters with an ellipsis; a cut is always visible."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def inside(text: str) -> Markup:
    """The escaped characters of a text, for the inside of an element that isolates."""
    text = carried(text)
    pieces, position = [], 0
    for found in _BIDI_CONTROL.finditer(text):
        pieces.append(escape(text[position : found.start()]))
        pieces.append(
            Markup('<bdi class="ctl" data-code="U+{0:04X}">{1}</bdi>').format(
                ord(found.group()), found.group()
            )
        )
        position = found.end()
    pieces.append(escape(text[position:]))
    return Markup("").join(pieces)


def words(value: object, limit: int = 0) -> Markup:
    """Any outside value as isolated text: its own direction, never that of its surroundings."""
    text = str(value)
    return Markup("<bdi>{}</bdi>").format(inside(clipped(text, limit) if limit else text))


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text as markup, and the statements (by place) that begin in it."""

    markup: Markup
    statements: tuple[int, ...]


def speaker_colours(statements: Sequence[Statement]) -> Mapping[str | None, str]:
    """A style class for each speaker of one text, in order of appearance; unresolved has none."""
    names = dict.fromkeys(s.source.name for s in statements if s.source.name is not None)
    colours: dict[str | None, str] = {
        name: f"c{place % SPEAKER_COLOURS}" for place, name in enumerate(names)
    }
    colours[None] = "cx"
    return colours


def passages(text: str, reading: Reading | None) -> Iterator[Passage]:
    """The whole text in passages, statements and quieter finds marked.

    Overlapping spans are cut into segments at every beginning and end. A segment is a link to the
    note of the statement that began last, and wears a second line where others cover it too; the
    first segment of statement `n` is reached as `#s<n>`. Joined, the characters of all passages
    are those of `carried(text)`.
    """
    reading = reading or Reading()
    marks = _Marks(text, reading)
    for start, end, statements in _cut(text, marks.starts):
        yield Passage(marks.markup(start, end), statements)


def _cut(text: str, starts: Sequence[int]) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Paragraphs as (start, end, statements); those without a statement are run together."""
    in_order = sorted(range(len(starts)), key=starts.__getitem__)
    positions = [starts[n] for n in in_order]
    begun = position = 0
    for found in _LINES.finditer(text):
        end = found.end()
        first = bisect_left(positions, position)
        last = bisect_right(positions, end) if end == len(text) else bisect_left(positions, end)
        if last > first:
            if begun < position:
                yield begun, position, ()
            yield position, end, tuple(in_order[first:last])
            begun = end
        position = end
    if begun < len(text):
        yield begun, len(text), ()


_Span = tuple[str, int]  # what kind of find, and its place among those of its kind
_STATEMENT = "statement"


class _Marks:
    """Where spans of a text begin and end, and what covers each point as one moves along it."""

    def __init__(self, text: str, reading: Reading) -> None:
        self._text = text
        self._statements = reading.statements
        self._colours = speaker_colours(reading.statements)
        self._covering: dict[_Span, None] = {}
        self._quiet: dict[_Span, None] = {}
        self._anchors: dict[int, list[int]] = defaultdict(list)
        self._events: dict[int, list[tuple[bool, _Span]]] = defaultdict(list)
        self.starts: list[int] = []
        for number, statement in enumerate(reading.statements):
            start, end = self._clamped(statement.start, statement.end)
            self.starts.append(start)
            self._anchors[start].append(number)
            self._add(start, end, (_STATEMENT, number))
        quiet = [
            *(("date", n, d.start, d.end) for n, d in enumerate(reading.dates)),
            *(("figure", n, f.start, f.end) for n, f in enumerate(reading.figures)),
            *(("place", n, p.start, p.end) for n, p in enumerate(reading.places)),
        ]
        for kind, number, first, last in quiet:
            self._add(*self._clamped(first, last), (kind, number))
        self._bounds = sorted({*self._events, *self._anchors})

    def _clamped(self, start: int, end: int) -> tuple[int, int]:
        # A reading comes out of an engine over hostile text: its offsets are not to be trusted.
        start = min(max(start, 0), len(self._text))
        return start, min(max(end, start), len(self._text))

    def _add(self, start: int, end: int, span: _Span) -> None:
        if end > start:
            self._events[start].append((True, span))
            self._events[end].append((False, span))

    def markup(self, start: int, end: int) -> Markup:
        """The markup of a passage; passages must be asked for in order."""
        within = self._bounds[bisect_right(self._bounds, start) : bisect_left(self._bounds, end)]
        pieces = []
        for begin, stop in zip((start, *within), (*within, end), strict=True):
            self._pass(begin)
            pieces.append(self._anchored(begin))
            pieces.append(self._segment(self._text[begin:stop]))
        if end == len(self._text) > start:
            pieces.append(self._anchored(end))
        return Markup("").join(pieces)

    def _pass(self, position: int) -> None:
        for begins, span in sorted(self._events.pop(position, ()), key=lambda event: event[0]):
            covering = self._covering if span[0] == _STATEMENT else self._quiet
            if begins:
                covering[span] = None
            else:
                covering.pop(span, None)

    def _anchored(self, position: int) -> Markup:
        anchor = Markup('<span id="s{}"></span>')
        return Markup("").join(anchor.format(n) for n in self._anchors.pop(position, ()))

    def _segment(self, text: str) -> Markup:
        markup = inside(text)
        if self._quiet:
            kind, _ = next(reversed(self._quiet))
            markup = Markup('<span class="q-{}">{}</span>').format(kind, markup)
        if not self._covering:
            return markup
        _, number = next(reversed(self._covering))
        statement = self._statements[number]
        style = self._colours[statement.source.name]
        if statement.kind is StatementKind.INDIRECT:
            style += " indirect"
        if len(self._covering) > 1:
            style += " nested"
        return Markup('<a class="st {}" href="#n{}">{}</a>').format(style, number, markup)

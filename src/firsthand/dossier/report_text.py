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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from firsthand.dossier.report_spans import Piece, Spans, paragraphs
from firsthand.evidence.statements import (
    DateMention,
    Figure,
    OwnStatement,
    PlaceMention,
    Reading,
    Statement,
    StatementKind,
)

#: How many colours the style sheet has for speakers.
SPEAKER_COLOURS = 8

_BIDI_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NON_CHARACTERS = "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
_UNCARRIED = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NON_CHARACTERS}]")
_QUIET = frozenset({"date", "figure", "place"})


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
    marks = _Marks(text, reading or Reading())
    for start, end, statements in _cut(text, marks.starts):
        yield Passage(marks.markup(start, end), statements)


def _cut(text: str, starts: Sequence[int]) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Paragraphs as (start, end, statements); those without a statement are run together."""
    in_order = sorted(range(len(starts)), key=starts.__getitem__)
    positions = [starts[n] for n in in_order]
    begun = 0
    for position, end in paragraphs(text):
        first = bisect_left(positions, position)
        last = bisect_right(positions, end) if end == len(text) else bisect_left(positions, end)
        if last > first:
            if begun < position:
                yield begun, position, ()
            yield position, end, tuple(in_order[first:last])
            begun = end
    if begun < len(text):
        yield begun, len(text), ()


_Span = tuple[str, int]  # what kind of find, and its place among those of its kind
_STATEMENT, _OWN = "statement", "own"


class _Marks:
    """The statements and the quieter finds over a text, and the markup of its stretches."""

    def __init__(self, text: str, reading: Reading) -> None:
        self._text = text
        self._reading = reading
        self._colours = speaker_colours(reading.statements)
        self._spans: Spans[_Span] = Spans(len(text))
        self.starts: list[int] = []
        for number, statement in enumerate(reading.statements):
            start, _ = self._spans.clamped(statement.start, statement.end)
            self.starts.append(start)
            self._spans.point(start, (_STATEMENT, number))
            self._spans.add(statement.start, statement.end, (_STATEMENT, number))
        for kind, number, start, end in quiet_finds(reading):
            self._spans.add(start, end, (kind, number))

    def markup(self, start: int, end: int) -> Markup:
        """The markup of a passage; passages must be asked for in order."""
        anchor = Markup('<span id="s{}"></span>')
        return Markup("").join(
            markup
            for piece in self._spans.pieces(start, end)
            for markup in (*(anchor.format(n) for _, n in piece.begun), self._segment(piece))
        )

    def _segment(self, piece: Piece[_Span]) -> Markup:
        text = self._text[piece.start : piece.end]
        markup = quietly(inside(text), piece.covering, self._reading) if text else Markup("")
        covering = [number for kind, number in piece.covering if kind == _STATEMENT]
        if not covering:
            return markup
        number = covering[-1]
        statement = self._reading.statements[number]
        style = self._colours[statement.source.name]
        if statement.kind is StatementKind.INDIRECT:
            style += " indirect"
        if len(covering) > 1:
            style += " nested"
        return Markup('<a class="st {}" href="#n{}">{}</a>').format(style, number, markup)


def quiet_finds(reading: Reading) -> Iterator[tuple[str, int, int, int]]:
    """What is marked more quietly than statements: kind, place among its kind, start, end."""
    finds: tuple[tuple[str, Sequence[OwnStatement | DateMention | Figure | PlaceMention]], ...] = (
        (_OWN, reading.own),
        ("date", reading.dates),
        ("figure", reading.figures),
        ("place", reading.places),
    )
    for kind, mentions in finds:
        for number, one in enumerate(mentions):
            yield kind, number, one.start, one.end


def quietly(markup: Markup, covering: Sequence[_Span], reading: Reading) -> Markup:
    """A piece with the quieter finds that cover it: the last one, and the document's own voice."""
    quiet = [kind for kind, _ in covering if kind in _QUIET]
    if quiet:
        markup = Markup('<span class="q-{}">{}</span>').format(quiet[-1], markup)
    own = [number for kind, number in covering if kind == _OWN]
    if own:
        title = own_title(reading.own[own[-1]])
        markup = Markup('<span class="q-own" title="{}">{}</span>').format(title, markup)
    return markup


def own_title(own: OwnStatement) -> str:
    """What a sentence is that the document says in its own voice."""
    about = flat(", ".join(own.about), 120)
    return f"The document’s own statement, quoting nobody{f': {about}' if about else ''}"

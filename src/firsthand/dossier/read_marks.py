"""The text of a read document as markup: who is quoted, by which words, saying what.

Content, source and cue of a statement are told apart by their line, speakers by colour. Each
statement has one number in the text, where its content begins: the stop of the Tab key, a link to
the statement's note, and its anchor. The number is drawn by the style sheet, so that the characters
of the text stay what they are. Under the words and the number the sheet shows who speaks and the
chain, from attributes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from firsthand.dossier.report_spans import Piece, Spans, paragraphs
from firsthand.dossier.report_text import flat, inside, quiet_finds, quietly, speaker_colours
from firsthand.dossier.statement_words import KINDS, STANCES, chain_line
from firsthand.evidence.statements import Reading, Statement

CONTENT, SOURCE, CUE = "content", "source", "cue"
_ROLES = frozenset({CONTENT, SOURCE, CUE})

_Span = tuple[str, int]  # what kind of find, and its place among those of its kind
_Link = tuple[_Span, ...]  # the statements whose content holds the words, and last their own part


@dataclass(frozen=True, slots=True)
class MarkedText:
    """The paragraphs of a text as markup; joined, their characters are those of `carried(text)`.

    The words of statement `n` (from 0) are reached as `#s<n>`, and lead to `#n<n>`; the sentence
    `n` of the document's own is reached as `#o<n>`. `holding` are the statements that hold others:
    their words stand in several links, all of the class `x<n>`.
    """

    paragraphs: tuple[Markup, ...]
    holding: tuple[int, ...]


def marked_text(text: str, reading: Reading) -> MarkedText:
    """Mark what was read in a text; any offsets and any overlaps will do."""
    marks = _Marks(text, reading)
    made = tuple(marks.markup(start, end) for start, end in paragraphs(text))
    return MarkedText(made, tuple(sorted(marks.holding)))


class _Marks:
    """The finds over one text."""

    def __init__(self, text: str, reading: Reading) -> None:
        self._text = text
        self._reading = reading
        self._colours = speaker_colours(reading.statements)
        self._tips = [_tip(one) for one in reading.statements]
        self._spans: Spans[_Span] = Spans(len(text))
        self.holding: set[int] = set()
        for number, one in enumerate(reading.statements):
            self._spans.point(one.start, (CONTENT, number))
            self._spans.add(one.start, one.end, (CONTENT, number))
        for number, own in enumerate(reading.own):
            self._spans.point(own.start, ("own", number))
        for role, number, start, end in _around(reading.statements):
            self._spans.add(start, end, (role, number))
        for kind, number, start, end in quiet_finds(reading):
            self._spans.add(start, end, (kind, number))

    def markup(self, start: int, end: int) -> Markup:
        """The markup of a stretch; stretches must be asked for in order."""
        made: list[Markup] = []
        run: list[Piece[_Span]] = []
        for piece in self._spans.pieces(start, end):
            if piece.begun:
                made.extend(self._linked(run))
                made.extend(self._anchor(*point) for point in piece.begun)
                run = []
            run.append(piece)
        return Markup("").join((*made, *self._linked(run)))

    def _linked(self, run: Sequence[Piece[_Span]]) -> Iterator[Markup]:
        """Pieces without a number between them; those of the same words share one link."""
        for link, pieces in groupby(run, key=self._link):
            words = Markup("").join(
                quietly(inside(text), piece.covering, self._reading)
                for piece in pieces
                if (text := self._text[piece.start : piece.end])
            )
            yield self._words(link, words) if link and words else words

    @staticmethod
    def _link(piece: Piece[_Span]) -> _Link:
        roles = [span for span in piece.covering if span[0] in _ROLES]
        own = roles[-1:]
        return (*(one for one in roles[:-1] if one[0] == CONTENT and one[1] != own[0][1]), *own)

    def _words(self, link: _Link, words: Markup) -> Markup:
        *around, (role, number) = link
        one = self._reading.statements[number]
        style = f"{role} {self._colour(number)}"
        if role == CONTENT:
            style += f" {one.kind} x{number}"
        if around:
            style += f" within o{self._colour(around[-1][1])}"
            style += "".join(f" x{outer}" for _, outer in around)
            self.holding.update(outer for _, outer in around)
        return Markup('<a class="w {}" href="#n{}" tabindex="-1"{}>{}</a>').format(
            style, number, self._tips[number], words
        )

    def _anchor(self, kind: str, number: int) -> Markup:
        if kind != CONTENT:
            return Markup('<span id="o{}"></span>').format(number)
        one = self._reading.statements[number]
        label = f"Statement {number + 1}: {speaker_line(one)}, {STANCES[one.stance]}"
        return Markup(
            '<a class="no {}" id="s{}" href="#n{}" data-n="{}" aria-label="{}"{}></a>'
        ).format(self._colour(number), number, number, number + 1, label, self._tips[number])

    def _colour(self, number: int) -> str:
        return self._colours[self._reading.statements[number].source.name]


def _around(statements: Sequence[Statement]) -> Iterator[tuple[str, int, int, int]]:
    """Sources and cues: those at the same place, which statements share, once."""
    seen: set[tuple[str, int, int]] = set()
    for number, one in enumerate(statements):
        source = one.source
        for role, start, end in (
            (SOURCE, source.mention_start, source.mention_end),
            (CUE, one.cue_start, one.cue_end),
        ):
            if start is not None and end is not None and (role, start, end) not in seen:
                seen.add((role, start, end))
                yield role, number, start, end


def _tip(one: Statement) -> Markup:
    """What the style sheet shows under a statement's words."""
    how = f"{STANCES[one.stance]}, {KINDS[one.kind]}"
    return Markup(' data-who="{} · {}" data-chain="{}"').format(
        speaker_line(one), how, chain_line(one.chain)
    )


def speaker_line(one: Statement) -> str:
    """The speaker with the role as printed, on one line, for attributes."""
    name = flat(one.source.name, 100) if one.source.name is not None else "unresolved speaker"
    role = f", {flat(one.source.role, 120)}" if one.source.role else ""
    return f"\u2068{name}{role}\u2069"

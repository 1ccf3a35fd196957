"""A text as the words that the tagger labels, each with what it looks like and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from firsthand.evidence.spans import Span
from firsthand.reading.quotations import Quotation
from firsthand.reading.tagging.wordpieces import PARAGRAPH, Vocabulary

Numbers = npt.NDArray[np.int64]

_WORD = re.compile(r"[^\W_]+|[^\s]")

#: What the rules make of a word.
HINT_NOTHING, HINT_SOURCE, HINT_CUE, HINT_CONTENT, HINT_DEEPER = range(5)
#: What a word looks like.
LOWER, TITLE, UPPER, MIXED, DIGITS, SIGN, BREAK = range(7)
#: Where it stands: outside quotations, in one, in one inside another, or itself a quotation mark.
OUTSIDE, QUOTED, DEEPER, MARK = range(4)


@dataclass(frozen=True, slots=True)
class Hint:
    """One attribution that the rules found, for the network to weigh."""

    source: Span | None
    cue: Span | None
    content: Span


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text; every paragraph begins with a word of its own that has no letters.

    `starts` and `ends` are offsets into the text, `paragraphs` the paragraph of each word, `looks`,
    `quoted` and `ruled` the constants of this module, `pieces` the numbers of the vocabulary.
    `hints` are the rules' attributions as ranges of words, `hint_at` which of them has a word in
    its cue (or as its first word of content), -1 for none.
    """

    starts: Numbers
    ends: Numbers
    paragraphs: Numbers
    looks: Numbers
    quoted: Numbers
    ruled: Numbers
    pieces: tuple[tuple[int, ...], ...]
    hints: tuple[tuple[tuple[int, int, int], ...], ...]
    hint_at: Numbers

    def __len__(self) -> int:
        return len(self.pieces)


def words_of(
    text: str,
    paragraphs: Sequence[Span],
    quotations: Sequence[Sequence[Quotation]],
    vocabulary: Vocabulary,
    hints: Sequence[Hint] = (),
) -> Words:
    """Cut a text into words; linear in its length."""
    starts: list[int] = []
    ends: list[int] = []
    number: list[int] = []
    looks: list[int] = []
    pieces: list[tuple[int, ...]] = []
    cut = vocabulary.cut
    for index, paragraph in enumerate(paragraphs):
        starts.append(paragraph.start)
        ends.append(paragraph.start)
        number.append(index)
        looks.append(BREAK)
        pieces.append((PARAGRAPH,))
        for match in _WORD.finditer(text, paragraph.start, paragraph.end):
            word = match.group()
            starts.append(match.start())
            ends.append(match.end())
            number.append(index)
            looks.append(_look(word))
            pieces.append(cut(word))
    begin, end = np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)
    ranges = tuple(_range(hint, begin, end) for hint in hints)
    ruled, hint_at = _ruled(len(begin), ranges)
    return Words(
        begin,
        end,
        np.array(number, dtype=np.int64),
        np.array(looks, dtype=np.int64),
        _quoted(begin, quotations),
        ruled,
        tuple(pieces),
        ranges,
        hint_at,
    )


def _range(hint: Hint, starts: Numbers, ends: Numbers) -> tuple[tuple[int, int, int], ...]:
    """(first word, last word exclusive, what it is) of a hint's parts, its content first."""
    parts = ((hint.content, HINT_CONTENT), (hint.source, HINT_SOURCE), (hint.cue, HINT_CUE))
    return tuple(
        (
            int(np.searchsorted(ends, span.start, side="right")),
            int(np.searchsorted(starts, span.end, side="left")),
            label,
        )
        for span, label in parts
        if span is not None
    )


def _ruled(
    count: int, ranges: Sequence[tuple[tuple[int, int, int], ...]]
) -> tuple[Numbers, Numbers]:
    ruled, hint_at = np.zeros(count, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    for parts in ranges:
        first, last, _ = parts[0]
        inside = ruled[first:last]
        ruled[first:last] = np.where(inside == 0, HINT_CONTENT, HINT_DEEPER)
    for index, parts in enumerate(ranges):
        for first, last, label in parts[1:]:
            ruled[first:last] = label
            if label == HINT_CUE:
                hint_at[first:last] = index
        if parts[-1][2] != HINT_CUE:
            hint_at[parts[0][0] : parts[0][0] + 1] = index
    return ruled, hint_at


def hint_rows(words: Words, first: int, last: int, anchors: Sequence[int]) -> Numbers:
    """For anchors (words of the text) what the rules make of each word of a window with them."""
    rows = np.zeros((len(anchors), last - first), dtype=np.int64)
    for row, anchor in zip(rows, anchors, strict=True):
        hint = words.hint_at[anchor]
        if hint < 0:
            continue
        for start, end, label in words.hints[hint]:
            row[max(0, start - first) : max(0, end - first)] = label
    return rows


def _look(word: str) -> int:
    if word.islower():
        return LOWER
    if word.isupper():
        return TITLE if len(word) == 1 else UPPER
    if word.istitle():
        return TITLE
    if word.isdigit():
        return DIGITS
    return MIXED if word[0].isalnum() else SIGN


def _quoted(starts: Numbers, quotations: Sequence[Sequence[Quotation]]) -> Numbers:
    state = np.zeros(len(starts), dtype=np.int64)
    for quotation, depth in _flat(quotations):
        edges = (quotation.open, quotation.start, quotation.end, quotation.close)
        opening, first, last, closed = np.searchsorted(starts, edges)
        state[opening:first] = MARK
        state[first:last] = QUOTED if depth == 0 else DEEPER
        state[last:closed] = MARK
    return state


def _flat(quotations: Sequence[Sequence[Quotation]]) -> Iterator[tuple[Quotation, int]]:
    """Every quotation with its depth, outer ones first."""
    waiting = [(q, 0) for paragraph in reversed(quotations) for q in reversed(paragraph)]
    while waiting:
        quotation, depth = waiting.pop()
        yield quotation, depth
        waiting.extend((inner, depth + 1) for inner in reversed(quotation.inner))

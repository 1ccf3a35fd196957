"""Tesseract's table of words (its TSV output) gathered into blocks, paragraphs and lines.

Columns: level, page, block, paragraph, line, word, left, top, width, height, confidence, text;
the places in pixels from the left and the top.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from firsthand.reading.extractors.pdf_lines import Line, paragraphs_of

_COLUMNS = 12
_WORD_LEVEL = "5"
_LOOSE = 1.2  # the height of a line of any letters to that of the ink


@dataclass(frozen=True, slots=True)
class Block:
    """A column or another part of a page in one piece.

    `paragraphs` keep a line feed between their lines. `confidence` is the mean of its words' from
    0 to 100 as tesseract states them, weighted by their length.
    """

    paragraphs: tuple[str, ...]
    confidence: float

    @property
    def letters(self) -> int:
        """How many letters and digits it holds."""
        return sum(character.isalnum() for text in self.paragraphs for character in text)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, where it belongs (block, paragraph, line), and its box: left, top, right, bottom."""

    text: str
    confidence: float
    block: str
    paragraph: str
    line: str
    box: tuple[int, int, int, int]


def blocks_of(untrusted_table: str) -> tuple[Block, ...]:
    """The blocks in tesseract's reading order; rows that are no words are passed over."""
    words = _words(untrusted_table)
    return tuple(_block(list(group)) for _, group in itertools.groupby(words, lambda w: w.block))


def _words(untrusted_table: str) -> Iterator[_Word]:
    for row in untrusted_table.split("\n"):
        cells = row.split("\t")
        if len(cells) != _COLUMNS or cells[0] != _WORD_LEVEL or not cells[11].strip():
            continue
        try:
            left, top, width, height = map(int, cells[6:10])
            confidence = min(100.0, max(0.0, float(cells[10])))
        except ValueError:
            continue
        box = (left, top, left + width, top + height)
        yield _Word(cells[11].strip(), confidence, cells[2], cells[3], cells[4], box)


def _block(words: Sequence[_Word]) -> Block:
    groups = itertools.groupby(words, lambda word: (word.paragraph, word.line))
    lines = [list(group) for _, group in groups]
    length = sum(len(word.text) for word in words)
    confidence = sum(word.confidence * len(word.text) for word in words) / length
    return Block(tuple(_paragraphs(lines)), confidence)


def _paragraphs(lines: list[list[_Word]]) -> list[str]:
    """By the places of the lines where the page is upright, else as tesseract has them.

    Its own paragraphs break at a line that happens to be short.
    """
    texts = [" ".join(word.text for word in line) for line in lines]
    boxes = [_around(line) for line in lines]
    falling = all(above[1] < below[1] for above, below in itertools.pairwise(boxes))
    if falling and all(right - left > bottom - top for left, top, right, bottom in boxes):
        # A line's box depends on its letters; the letters of one block are about of one size.
        height = _LOOSE * statistics.median(bottom - top for _, top, _, bottom in boxes)
        placed = zip(texts, boxes, strict=True)
        return paragraphs_of([Line(text, b[0], b[2], -b[3], height) for text, b in placed])
    groups = itertools.groupby(zip(lines, texts, strict=True), lambda pair: pair[0][0].paragraph)
    return ["\n".join(text for _, text in group) for _, group in groups]


def _around(line: Sequence[_Word]) -> tuple[int, int, int, int]:
    lefts, tops, rights, bottoms = zip(*(word.box for word in line), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)

"""A text's words in windows that the encoder can take, overlapping so that each has context."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from firsthand.reading.tagging.wordpieces import END, PAD, START
from firsthand.reading.tagging.words import BREAK, HINT_NOTHING, OUTSIDE, Numbers, Words

#: The most pieces that the encoder has positions for, its start and end signs included.
LONGEST = 512
_OVERLAP = 112  # pieces that a window repeats of the one before


@dataclass(frozen=True, slots=True)
class Window:
    """Words `first` to `last` (exclusive); `own_first` to `own_last` are those it decides about."""

    first: int
    last: int
    own_first: int
    own_last: int


@dataclass(frozen=True, slots=True)
class Encoded:
    """One window as the encoder takes it: arrays over pieces, and the first piece of each word."""

    pieces: Numbers
    looks: Numbers
    quoted: Numbers
    ruled: Numbers
    word_pieces: Numbers


def windows(words: Words, longest: int = LONGEST - 2, overlap: int = _OVERLAP) -> Iterator[Window]:
    """Windows over all words; each word is decided in the window where it has more context."""
    lengths = np.array([len(p) for p in words.pieces], dtype=np.int64)
    upto = np.concatenate([[0], np.cumsum(lengths)])
    first = own = 0
    while own < len(words):
        last = int(np.searchsorted(upto, upto[first] + longest, side="right")) - 1
        if last >= len(words):
            yield Window(first, len(words), own, len(words))
            return
        following = int(np.searchsorted(upto, upto[last] - overlap, side="left"))
        following = _at_break(words, max(following, first + 1), last)
        middle = max((following + last) // 2, own + 1)
        yield Window(first, last, own, middle)
        first, own = following, middle


def _at_break(words: Words, first: int, last: int) -> int:
    """The first paragraph's beginning in the repeated stretch, if it has one early enough."""
    reach = first + (last - first) // 3
    breaks = np.flatnonzero(words.looks[first:reach] == BREAK)
    return first + int(breaks[0]) if len(breaks) else first


def encode(words: Words, window: Window) -> Encoded:
    """The arrays of one window."""
    inside = range(window.first, window.last)
    pieces = [START]
    looks = [BREAK]
    quoted = [OUTSIDE]
    ruled = [HINT_NOTHING]
    firsts = []
    for i in inside:
        firsts.append(len(pieces))
        own = words.pieces[i]
        pieces.extend(own)
        looks.extend([int(words.looks[i])] * len(own))
        quoted.extend([int(words.quoted[i])] * len(own))
        ruled.extend([int(words.ruled[i])] * len(own))
    pieces.append(END)
    looks.append(BREAK)
    quoted.append(OUTSIDE)
    ruled.append(HINT_NOTHING)
    return Encoded(*(np.array(a, dtype=np.int64) for a in (pieces, looks, quoted, ruled, firsts)))


def padded(arrays: list[Numbers], fill: int = PAD) -> Numbers:
    """Arrays of different lengths as the rows of one."""
    width = max(len(a) for a in arrays)
    rows = np.full((len(arrays), width), fill, dtype=np.int64)
    for row, array in zip(rows, arrays, strict=True):
        row[: len(array)] = array
    return rows

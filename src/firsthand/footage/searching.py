"""Searching: which of many footages hold a picture like one of this footage's.

Exact brute force over 256-bit hashes with population counts, in blocks. The index holds nothing
but the fingerprints added to it, so it is made again from them at any time; adding one costs what
that one costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from firsthand.footage.fingerprints import Fingerprint
from firsthand.footage.hashing import HASH_WORDS, Words, as_words, distances_both_ways, sorted_words
from firsthand.footage.pairs import LEAST_QUALITY, fills_frame
from firsthand.footage.regions import FRAME, REGIONS, WHOLES

Rows = npt.NDArray[np.int64]

#: A frame hits where a hash is this near; one such hit makes a candidate.
SEARCH_RADIUS = 82
#: Milliseconds between the frames that are searched for.
_SEARCH_STEP = 900
#: Hashes of the query and of the index that are compared at a time: what fits a cache.
_HEIGHT, _WIDTH = 64, 2048
#: Frames of a footage whose hashes are nearer than this to the last one kept add nothing.
_SAME_BITS = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A footage that may hold a copy: how many searched frames hit it, and the nearest bits."""

    name: str
    frames: int
    bits: int


class _Hashes:
    """Hashes with the number of the footage that owns each; room is doubled when it is full."""

    def __init__(self) -> None:
        self._words = np.empty((1024, HASH_WORDS), dtype=np.uint64)
        self._owners = np.empty(1024, dtype=np.int64)
        self._size = 0

    def add(self, words: Words, owner: int) -> None:
        end = self._size + len(words)
        while end > len(self._words):
            self._words = np.concatenate([self._words, np.empty_like(self._words)])
            self._owners = np.concatenate([self._owners, np.empty_like(self._owners)])
        self._words[self._size : end] = words
        self._owners[self._size : end] = owner
        self._size = end

    def hits(self, words: Words, rows: Rows) -> Iterator[tuple[Rows, Rows, Rows]]:
        """Owners, rows of the query and bits of all pairs within the radius, block by block,
        as they are and mirrored."""
        for start in range(0, self._size, _WIDTH):
            indexed = self._words[start : min(start + _WIDTH, self._size)]
            for first in range(0, len(words), _HEIGHT):
                for bits in distances_both_ways(words[first : first + _HEIGHT], indexed):
                    near = np.flatnonzero(bits <= SEARCH_RADIUS)
                    if len(near):
                        at_query, at_index = np.divmod(near, len(indexed))
                        found = bits.ravel()[near].astype(np.int64)
                        yield self._owners[start + at_index], rows[first + at_query], found


class FingerprintIndex:
    """Fingerprints by name, searched by exact Hamming distance."""

    def __init__(self) -> None:
        self._names: dict[str, int] = {}
        self._wholes = _Hashes()
        self._all = _Hashes()

    def __len__(self) -> int:
        return len(self._names)

    def add(self, name: str, fingerprint: Fingerprint) -> None:
        """Add the fingerprint of a footage; adding a name twice is a `ValueError`."""
        if name in self._names:
            raise ValueError(f"{name} is already in the index")
        owner = self._names[name] = len(self._names)
        wholes, every = _search_words(fingerprint)
        self._wholes.add(wholes[0], owner)
        self._all.add(every[0], owner)

    def search(self, fingerprint: Fingerprint) -> tuple[Candidate, ...]:
        """Footages with a picture like one of these, most hits first.

        The frame and the picture of each searched frame, plain and mirrored, are compared with
        every region of every indexed frame, and the other way round.
        """
        hit = np.zeros((len(self._names), len(fingerprint)), dtype=bool)
        nearest = np.full(len(self._names), 256, dtype=np.int64)
        (wholes, whole_rows), (every, every_rows) = _search_words(fingerprint, _SEARCH_STEP)
        for words, rows, indexed in (
            (wholes, whole_rows, self._all),
            (every, every_rows, self._wholes),
        ):
            for owners, at, bits in indexed.hits(words, rows):
                hit[owners, at] = True
                np.minimum.at(nearest, owners, bits)
        frames = hit.sum(axis=1)
        found = [
            Candidate(name, int(frames[owner]), int(nearest[owner]))
            for name, owner in self._names.items()
            if frames[owner]
        ]
        return tuple(sorted(found, key=lambda c: (-c.frames, c.bits, c.name)))


_WordsAndRows = tuple[Words, Rows]


def _search_words(fingerprint: Fingerprint, step: int = 0) -> tuple[_WordsAndRows, _WordsAndRows]:
    """The hashes worth searching: of all wholes, and of all regions, with the rows they are of."""
    rows = _distinct_rows(fingerprint, step)
    words = sorted_words(fingerprint.hashes[rows].reshape(len(rows) * REGIONS, -1))
    words = words.reshape(len(rows), REGIONS, HASH_WORDS)
    good = fingerprint.qualities[rows] >= LEAST_QUALITY
    if fills_frame(fingerprint):
        good[:, FRAME] = False  # the picture is the same
    owned = np.repeat(rows[:, None], REGIONS, axis=1)
    picked = list(WHOLES)
    wholes = good[:, picked]
    return (words[:, picked][wholes], owned[:, picked][wholes]), (words[good], owned[good])


def _distinct_rows(fingerprint: Fingerprint, step: int) -> Rows:
    """Rows at least `step` milliseconds apart that differ from the last one taken."""
    words = as_words(fingerprint.hashes[:, WHOLES[1]])
    rows: list[int] = []
    for row, at in enumerate(fingerprint.times.tolist()):
        if rows:
            if at - int(fingerprint.times[rows[-1]]) < step:
                continue
            if int(np.bitwise_count(words[row] ^ words[rows[-1]]).sum()) < _SAME_BITS:
                continue
        rows.append(row)
    return np.array(rows, dtype=np.int64)

"""Searching: which of many footages hold a picture like one of this footage's.

Exact brute force over 256-bit hashes with population counts, in blocks. The index holds nothing
but the fingerprints added to it, so it is made again from them at any time; adding one costs what
that one costs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from firsthand.footage.aligning import LEAST_QUALITY
from firsthand.footage.fingerprints import Fingerprint
from firsthand.footage.hashing import HASH_WORDS, Words, as_words, distances, mirror
from firsthand.footage.regions import REGIONS, WHOLES

#: A frame hits where a hash is this near; one such hit makes a candidate.
SEARCH_RADIUS = 82
#: Milliseconds between the frames that are searched for.
_SEARCH_STEP = 900
_BLOCK = 4096
#: Frames of a footage whose hashes are nearer than this to the last one kept add nothing.
_SAME_BITS = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A footage that may hold a copy: how many searched frames hit it, and the nearest bits."""

    name: str
    frames: int
    bits: int


class FingerprintIndex:
    """Fingerprints by name, searched by exact Hamming distance."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._wholes: list[Words] = []
        self._all: list[Words] = []

    def __len__(self) -> int:
        return len(self._names)

    def add(self, name: str, fingerprint: Fingerprint) -> None:
        """Add the fingerprint of a footage; adding a name twice is a `ValueError`."""
        if name in self._names:
            raise ValueError(f"{name} is already in the index")
        self._names.append(name)
        wholes, every = _search_words(fingerprint)
        self._wholes.append(wholes[0])
        self._all.append(every[0])

    def search(self, fingerprint: Fingerprint) -> tuple[Candidate, ...]:
        """Footages with a picture like one of these, most hits first.

        The frame and the picture of each searched frame, plain and mirrored, are compared with
        every region of every indexed frame, and the other way round.
        """
        (wholes, whole_rows), (every, every_rows) = _search_words(fingerprint, _SEARCH_STEP)
        hits: dict[int, set[int]] = {}
        nearest: dict[int, int] = {}
        for words, rows, indexed in (
            (wholes, whole_rows, self._all),
            (every, every_rows, self._wholes),
        ):
            both = np.concatenate([words, mirror(words)])
            both_rows = np.concatenate([rows, rows])
            self._collect(both, both_rows, indexed, hits, nearest)
        found = [
            Candidate(self._names[owner], len(frames), nearest[owner])
            for owner, frames in hits.items()
        ]
        return tuple(sorted(found, key=lambda c: (-c.frames, c.bits, c.name)))

    def _collect(
        self,
        words: Words,
        rows: npt.NDArray[np.intp],
        indexed: list[Words],
        hits: dict[int, set[int]],
        nearest: dict[int, int],
    ) -> None:
        if not indexed or not len(words):
            return
        stacked = np.concatenate(indexed)
        owners = np.repeat(np.arange(len(indexed)), [len(part) for part in indexed])
        for start in range(0, len(stacked), _BLOCK):
            bits = distances(words, stacked[start : start + _BLOCK])
            at_query, at_index = np.nonzero(bits <= SEARCH_RADIUS)
            for query, place in zip(at_query.tolist(), at_index.tolist(), strict=True):
                owner = int(owners[start + place])
                hits.setdefault(owner, set()).add(int(rows[query]))
                nearest[owner] = min(nearest.get(owner, 256), int(bits[query, place]))


_WordsAndRows = tuple[Words, npt.NDArray[np.intp]]


def _search_words(fingerprint: Fingerprint, step: int = 0) -> tuple[_WordsAndRows, _WordsAndRows]:
    """The hashes worth searching: of all wholes, and of all regions, with the rows they are of."""
    rows = _distinct_rows(fingerprint, step)
    words = as_words(fingerprint.hashes[rows]).reshape(len(rows), REGIONS, HASH_WORDS)
    good = fingerprint.qualities[rows] >= LEAST_QUALITY
    every = words[good], np.repeat(rows[:, None], REGIONS, axis=1)[good]
    picked = list(WHOLES)
    wholes = (
        words[:, picked][good[:, picked]],
        np.repeat(rows[:, None], len(picked), axis=1)[good[:, picked]],
    )
    return wholes, every


def _distinct_rows(fingerprint: Fingerprint, step: int) -> npt.NDArray[np.intp]:
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
    return np.array(rows, dtype=np.intp)

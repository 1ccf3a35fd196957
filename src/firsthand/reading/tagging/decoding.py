"""From the network's numbers to attributions as spans of characters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from firsthand.evidence.spans import Span, shared_part
from firsthand.reading.tagging.words import BREAK, MARK, SIGN, Words

Probabilities = npt.NDArray[np.float32]

#: How many values each column has: stance, kind, basis, kind of source.
COLUMNS = (7, 3, 5, 5)
#: Labels of a word for one anchor, in the network's order.
NOTHING, SOURCE, CUE, CONTENT, VIA = range(5)
_HOLE = 3  # words between two stretches of content that belong to it
_A_WORD_FARTHER = 0.004  # of probability, that a far stretch must make up for
_BRIDGED = 2  # words without the label that one span may hold
_NEAR = 400  # words between anchors that may hang on the same content
_SAME = 0.5  # the share of content that makes two attributions with one cue the same


@dataclass(frozen=True, slots=True)
class Tagged:
    """One attribution: its spans in the text, what the columns say of it, and how sure it is.

    `columns` has the probabilities of stance, kind, basis and kind of source, in that order.
    `anchor` is the word that it hangs on; `score` is from 0 to 1.
    """

    anchor: int
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    via: tuple[Span, ...]
    score: float
    columns: tuple[Probabilities, ...]


def decoded(
    words: Words,
    first: int,
    anchors: Sequence[int],
    sureness: Sequence[float],
    labels: Probabilities,
    columns: Sequence[tuple[Probabilities, ...]],
) -> list[Tagged]:
    """The attributions of one window whose first word is `first`.

    `anchors` are words of the window, `labels` is `[anchors, words, 5]`.
    """
    found = []
    for row, anchor in enumerate(anchors):
        best = labels[row].argmax(axis=1)
        content = _spans(words, first, _without_holes(best), trim=True)
        if not content:
            continue
        held = labels[row][best == CONTENT][:, CONTENT]
        found.append(
            Tagged(
                first + anchor,
                _strongest(words, first, best == SOURCE, labels[row][:, SOURCE], anchor),
                _spans(words, first, best == CUE, trim=False),
                content,
                _strongest(words, first, best == VIA, labels[row][:, VIA], anchor),
                float(sureness[row] * held.mean()),
                columns[row],
            )
        )
    return found


def without_doubles(found: Sequence[Tagged]) -> list[Tagged]:
    """Of attributions with the same content and touching cues, the surest."""
    kept: dict[int, list[Tagged]] = defaultdict(list)
    for one in sorted(found, key=lambda t: (-t.score, t.anchor)):
        at = one.anchor // _NEAR
        near = (other for bucket in (at - 1, at, at + 1) for other in kept.get(bucket, ()))
        if not any(_double(one, other) for other in near):
            kept[at].append(one)
    every = [one for bucket in kept.values() for one in bucket]
    return sorted(every, key=lambda t: (t.content[0].start, -t.content[-1].end, t.anchor))


def _double(one: Tagged, other: Tagged) -> bool:
    if abs(one.anchor - other.anchor) > _NEAR:
        return False
    shared = shared_part(one.content, other.content)
    if shared >= 0.9 and shared_part(one.source, other.source) > 0:
        return True
    if one.source and other.source and not shared_part(one.source, other.source):
        return (
            shared >= _SAME and shared_part(one.cue, other.cue) > 0
        )  # "reports, citing a relative"
    near = abs(one.anchor - other.anchor) <= 3 or shared_part(one.cue, other.cue) > 0
    return near and shared >= _SAME


def _runs(chosen: npt.NDArray[np.bool_], bridged: int) -> list[tuple[int, int]]:
    """Stretches of chosen words, those a few words apart put together."""
    runs: list[tuple[int, int]] = []
    for i in np.flatnonzero(chosen):
        if runs and i - runs[-1][1] <= bridged:
            runs[-1] = (runs[-1][0], int(i) + 1)
        else:
            runs.append((int(i), int(i) + 1))
    return runs


def _without_holes(best: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Where the content is, with the few words between two stretches that are nothing else."""
    chosen: npt.NDArray[np.bool_] = best == CONTENT
    runs = _runs(chosen, 0)
    filled = chosen.copy()
    for (_, end), (start, _) in pairwise(runs):
        if start - end <= _HOLE and not best[end:start].any():
            filled[end:start] = True
    return filled


def _spans(
    words: Words, first: int, chosen: npt.NDArray[np.bool_], *, trim: bool
) -> tuple[Span, ...]:
    found = []
    runs = _runs(chosen, 0)
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        gap = range(first + joined[-1][1], first + start) if joined else range(0)
        if joined and len(gap) <= _BRIDGED and not any(_parts(words, i) for i in gap):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    for start, end in joined:
        low, high = first + start, first + end
        while trim and low < high and words.looks[low] in (SIGN, BREAK):
            low += 1
        while trim and 0 < low < high and _one_word(words, low):
            low -= 1
        while trim and low < high and words.looks[high - 1] in (SIGN, BREAK):
            high -= 1
        if low < high:
            found.append(Span(int(words.starts[low]), int(words.ends[high - 1])))
    return tuple(found)


def _one_word(words: Words, index: int) -> bool:
    """Whether a word goes on from the one before: the "s" of "chief’s", the "op" of "co-op"."""
    before = index - 1
    if words.ends[before] != words.starts[index] or words.looks[before] == BREAK:
        return False
    return bool(words.quoted[before] != MARK and words.quoted[before] == words.quoted[index])


def _parts(words: Words, index: int) -> bool:
    """Whether a word must not be inside a span: a paragraph's beginning, a quotation mark."""
    return bool(words.looks[index] == BREAK or words.quoted[index] == MARK)


def _strongest(
    words: Words, first: int, chosen: npt.NDArray[np.bool_], weight: Probabilities, anchor: int
) -> tuple[Span, ...]:
    """The one stretch that is meant: the surest words, near ones first."""
    runs = _runs(chosen, 1)
    if not runs:
        return ()
    far = [max(0, start - anchor, anchor - end + 1) for start, end in runs]
    worth = [
        float(weight[s:e].max()) - _A_WORD_FARTHER * f for (s, e), f in zip(runs, far, strict=True)
    ]
    start, end = runs[int(np.argmax(worth))]
    mask = np.zeros(len(chosen), dtype=bool)
    mask[start:end] = True
    return _spans(words, first, mask, trim=True)[:1]

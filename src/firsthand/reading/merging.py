"""Puts the tagger's and the rules' attributions together, without doubles.

The tagger leads. What it misses is taken from the rules where they are sure: a labelled turn, a
quotation beside its cue, "citing". Where both found the same content, the rules' speaker is kept
beside the tagger's, for the decision about who is meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from firsthand.evidence.spans import Span
from firsthand.reading.attributions import Pattern
from firsthand.reading.utterances import Utterance

#: Rules that are believed where the tagger is silent.
TRUSTED = frozenset(
    {
        Pattern.TURN,
        Pattern.QUOTED_WITH_CUE,
        Pattern.QUOTE_GOES_ON,
        Pattern.ACCORDING_TO,
        Pattern.CITING,
        Pattern.COLON,
        Pattern.THAT_CLAUSE,
        Pattern.MIXED_CLAUSE,
    }
)
_SAME = 0.5
_TOUCHES = 0.25
_BUCKET = 2000  # characters


def merge(tagged: Sequence[Utterance], ruled: Sequence[Utterance]) -> list[Utterance]:
    """All attributions, by where they stand."""
    near = _Near(ruled)
    merged: list[Utterance] = []
    used: set[int] = set()
    for one in tagged:
        best, shared = None, _SAME
        for index in near.of(one):
            other = ruled[index]
            overlap = overlap_of(one.content, other.content)
            if overlap > 0:
                used.update([index] if overlap >= _TOUCHES or _holds(one, other) else [])
            same_cue = one.cue is not None and other.cue is not None and _touch(one.cue, other.cue)
            if overlap + 0.2 * same_cue >= shared:
                best, shared = other, overlap + 0.2 * same_cue
        merged.append(one if best is None else _with_rule(one, best))
    for index, other in enumerate(ruled):
        if index not in used and other.pattern in TRUSTED:
            merged.append(other)
    return sorted(merged, key=lambda u: (u.content[0].start, -u.content[-1].end, u.position))


def _with_rule(one: Utterance, rule: Utterance) -> Utterance:
    turn = rule.pattern is Pattern.TURN
    return replace(
        one,
        pattern=rule.pattern,
        ruled=rule.ruled,
        source=rule.source if turn else one.source,
    )


def _holds(one: Utterance, other: Utterance) -> bool:
    """Whether another finds only a part of what one finds, with the same cue."""
    if one.cue is None or other.cue is None or not _touch(one.cue, other.cue):
        return False
    return any(s.start <= other.content[0].start < s.end for s in one.content)


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def overlap_of(one: Sequence[Span], other: Sequence[Span]) -> float:
    """Intersection over union, in characters."""
    both = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one for b in other)
    either = sum(a.end - a.start for a in (*one, *other)) - both
    return both / either if either else 0.0


class _Near:
    """Finds attributions by where they are, so that a long text costs no more a word."""

    def __init__(self, utterances: Sequence[Utterance]) -> None:
        self._by_bucket: dict[int, list[int]] = defaultdict(list)
        for index, one in enumerate(utterances):
            for bucket in _buckets(one):
                self._by_bucket[bucket].append(index)

    def of(self, one: Utterance) -> list[int]:
        return sorted({i for bucket in _buckets(one) for i in self._by_bucket.get(bucket, ())})


def _buckets(one: Utterance) -> range:
    first = min(s.start for s in one.content)
    last = max(s.end for s in one.content)
    return range(first // _BUCKET, min(last, first + 40 * _BUCKET) // _BUCKET + 1)

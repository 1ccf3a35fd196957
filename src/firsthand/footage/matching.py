"""Matching a set of footages: every pair that shows the same recording."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from firsthand import __version__
from firsthand.evidence.exhibits import Tool
from firsthand.evidence.footage import Match, MatchKind
from firsthand.footage.aligning import align
from firsthand.footage.fingerprints import Fingerprint
from firsthand.footage.searching import FingerprintIndex

#: A short stretch that recurs in so many footages is a shared opening or graphic.
_SHARED_BY = 4
#: Short: less than this share of both footages.
_SHORT = 0.5
#: What is left of the score of a stretch that many share.
_SHARED_WEIGHT = 0.5


def match_all(fingerprints: Mapping[str, Fingerprint]) -> tuple[Match, ...]:
    """All matches among the footages, by name, surest first.

    `a` is the footage that comes first in the mapping. Files of identical bytes are the caller's
    to join: they are compared here like any others. A short stretch that recurs in four or more
    others (an opening, a title) keeps half its score and says `shared_by` in its transform.
    """
    index = FingerprintIndex()
    matches: list[Match] = []
    for name, fingerprint in fingerprints.items():
        for candidate in index.search(fingerprint):
            matches.extend(align(candidate.name, fingerprints[candidate.name], name, fingerprint))
        index.add(name, fingerprint)
    lengths = {name: each.duration / 1000 for name, each in fingerprints.items()}
    judged = [_less_if_shared(match, matches, lengths) for match in matches]
    return tuple(sorted(judged, key=lambda m: (-m.score, m.a, m.b, m.a_start)))


def _less_if_shared(match: Match, matches: list[Match], lengths: Mapping[str, float]) -> Match:
    if not _is_short(match, lengths):
        return match
    sharing = max(
        len(_others(match.a, match.a_start, match.a_end, matches, lengths)),
        len(_others(match.b, match.b_start, match.b_end, matches, lengths)),
    )
    if sharing < _SHARED_BY:
        return match
    return dataclasses.replace(
        match,
        score=round(match.score * _SHARED_WEIGHT, 3),
        transform={**match.transform, "shared_by": sharing + 1},
    )


def _others(
    name: str, start: float, end: float, matches: list[Match], lengths: Mapping[str, float]
) -> set[str]:
    """The footages that share about these seconds of one footage, and little else of it."""
    found: set[str] = set()
    for match in matches:
        if name == match.a:
            other, low, high = match.b, match.a_start, match.a_end
        elif name == match.b:
            other, low, high = match.a, match.b_start, match.b_end
        else:
            continue
        common = min(end, high) - max(start, low)
        if common > 0.5 * max(end - start, high - low) and _is_short(match, lengths):
            found.add(other)
    return found


def _is_short(match: Match, lengths: Mapping[str, float]) -> bool:
    return (
        match.a_end - match.a_start < _SHORT * lengths[match.a]
        and match.b_end - match.b_start < _SHORT * lengths[match.b]
    )


def identical(a: str, b: str, fingerprint: Fingerprint) -> Match:
    """The match of two names for the same bytes, over the whole of them."""
    end = 0.0 if fingerprint.is_still else fingerprint.duration / 1000
    return Match(
        a=a,
        b=b,
        a_start=0.0,
        a_end=end,
        b_start=0.0,
        b_end=end,
        speed=1.0,
        mirrored=False,
        kind=MatchKind.IDENTICAL,
        score=1.0,
        channels=("bytes",),
    )


def matching_tool() -> Tool:
    """The engine that compares fingerprints."""
    return Tool("firsthand matching", __version__, {"channels": "pdq"})

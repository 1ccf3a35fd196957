"""Matching a set of footages: every pair that shows the same recording, without trying all pairs."""

from __future__ import annotations

from collections.abc import Mapping

from firsthand import __version__
from firsthand.evidence.exhibits import Tool
from firsthand.evidence.footage import Match, MatchKind
from firsthand.footage.aligning import align
from firsthand.footage.fingerprints import Fingerprint
from firsthand.footage.searching import FingerprintIndex


def match_all(fingerprints: Mapping[str, Fingerprint]) -> tuple[Match, ...]:
    """All matches among the footages, by name, surest first.

    `a` is the footage that comes first in the mapping. Files of identical bytes are the caller's
    to join: they are compared here like any others.
    """
    index = FingerprintIndex()
    matches: list[Match] = []
    for name, fingerprint in fingerprints.items():
        for candidate in index.search(fingerprint):
            matches.extend(align(candidate.name, fingerprints[candidate.name], name, fingerprint))
        index.add(name, fingerprint)
    return tuple(sorted(matches, key=lambda m: (-m.score, m.a, m.b, m.a_start)))


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

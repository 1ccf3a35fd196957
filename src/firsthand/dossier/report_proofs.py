"""What a dossier proves and by whom, and what it does not prove: the same sentences everywhere."""

from __future__ import annotations

from dataclasses import dataclass

from firsthand.dossier.report_content import ReportContent
from firsthand.dossier.report_times import instant_words


@dataclass(frozen=True, slots=True)
class Proven:
    """One thing that can be checked, on whose word or by which means, and how far it reaches."""

    what: str
    by: str


def proven(content: ReportContent) -> tuple[Proven, ...]:
    """What a stranger can check with this dossier; CHECK.md beside the report says how."""
    seal = content.verification
    facts = [
        Proven(
            f"The bytes of all {len(content.exhibits)} exhibits are those that were acquired.",
            "SHA-256 digests, each in an entry of the custody log.",
        ),
        Proven(
            f"None of the {seal.size} entries of the custody log was changed, removed or put "
            f"between others since its checkpoint was signed.",
            f"The log’s Merkle tree (root {seal.root}), signed with the log’s key.",
        ),
    ]
    facts.extend(
        Proven(
            f"Entries were signed with the key recorded as “{actor.name}”.",
            f"Ed25519 signatures by {actor.key}. Whose key that is, the log itself cannot prove.",
        )
        for actor in seal.actors
    )
    facts.extend(
        Proven(
            f"The first {stamp.size} entries existed on {instant_words(stamp.time)}.",
            f"The word of the time-stamping authority {stamp.authority}, independent of this case.",
        )
        for stamp in seal.timestamps
    )
    return tuple(facts)


_NEVER_PROVEN = (
    "That anything said or shown in an exhibit is true. The seal is about bytes and times.",
    (
        "That an exhibit is what its page says it is: titles, authors, times of publication and "
        "addresses are quoted from the documents themselves and were not verified."
    ),
    (
        "That a statement was ever made by the person it is attributed to: the readings here are a "
        "machine’s suggestions, each with its engine and confidence."
    ),
    (
        "That an origin is the first appearance anywhere. It is the earliest first-hand one among "
        "the exhibits of this case."
    ),
    (
        "That a file without provenance metadata was tampered with, or one with it was not: "
        "absence means unknown."
    ),
    "That nothing relevant is missing: this case holds what was added to it.",
)


def not_proven(content: ReportContent) -> tuple[str, ...]:
    """What nobody may read into the seal."""
    open_points = list(_NEVER_PROVEN)
    stamped = max((stamp.size for stamp in content.verification.timestamps), default=0)
    if stamped == 0:
        open_points.insert(
            0,
            "When the log was written: no independent authority has timestamped it yet, so all "
            "times rest on the clocks of the machines that took part.",
        )
    elif stamped < content.verification.size:
        open_points.insert(
            0,
            f"When the last {content.verification.size - stamped} entries were written: they came "
            "after the latest timestamp and rest on the machine’s own clock.",
        )
    return (*open_points, *content.verification.caveats)

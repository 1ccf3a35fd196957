"""Families: exhibits tied by the same words or the same shots, with their chains and origins."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from firsthand.evidence.times import TimeInterval


class FamilyKind(StrEnum):
    """What ties the exhibits of a family."""

    WORDS = "words"
    FOOTAGE = "footage"


@dataclass(frozen=True, slots=True)
class Appearance:
    """One place where the family's words or shots appear.

    `start` and `end` are character offsets in the exhibit's text for words, seconds for footage.
    `published` is when the exhibit says it was made public. `chain` is the names that the words
    passed through on the way to this page, origin first. `first_hand` is true where the exhibit
    is the origin's own publication, `None` where nothing in the case says.
    """

    exhibit: str
    start: float
    end: float
    published: TimeInterval
    chain: tuple[str | None, ...] = ()
    first_hand: bool | None = None
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """Why two appearances (by their place in `Family.appearances`) belong together.

    `relation` is `repeats`, `copy`, `identical`, …; `score` is from 0 to 1. For footage,
    the stretch of each in seconds, and the transform in words ("mirrored, cropped").
    """

    a: int
    b: int
    relation: str
    score: float
    a_start: float = 0.0
    a_end: float = 0.0
    b_start: float = 0.0
    b_end: float = 0.0
    transform: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """The earliest first-hand appearance known in this case, or that there is none.

    `exhibits` names it (several where their times do not tell them apart, none where no
    appearance is first-hand). `leads_to` is what all appearances lead back to ("intelligence
    reports, through France 24"), `basis` how this was decided, in one sentence.
    """

    exhibits: tuple[str, ...]
    leads_to: str
    basis: str


@dataclass(frozen=True, slots=True)
class Family:
    """Appearances of the same words or the same recording, earliest first where times tell."""

    name: str
    kind: FamilyKind
    appearances: tuple[Appearance, ...]
    ties: tuple[Tie, ...]
    origin: Origin


def leading_tie(family: Family, place: int) -> Tie | None:
    """The tie that says what the appearance at `place` is of, rather than all of its ties.

    That to the first appearance; without one, to the nearest earlier; without any, to the nearest
    later; the strongest of equals. `None` for the first appearance, and where nothing ties it.
    """
    if place == 0:
        return None
    before = [tie for tie in family.ties if tie.b == place and 0 <= tie.a < place]
    if before:
        return min(before, key=lambda tie: (tie.a != 0, -tie.a, -tie.score))
    after = [tie for tie in family.ties if tie.a == place and tie.b > place]
    return min(after, key=lambda tie: (tie.b, -tie.score), default=None)

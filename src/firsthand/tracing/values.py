"""What tracing works on: the pages and the footage of a case, as far as it needs to know them."""

from __future__ import annotations

from dataclasses import dataclass

from firsthand.evidence.documents import DocumentDescription
from firsthand.evidence.footage import MediaDescription
from firsthand.evidence.statements import Reading
from firsthand.evidence.times import TimeInterval


@dataclass(frozen=True, slots=True)
class TracedPage:
    """A document exhibit: its text, what it says about itself, and what was read in it.

    The offsets of `reading` count the characters of `text`.
    """

    exhibit: str
    text: str
    description: DocumentDescription
    reading: Reading


@dataclass(frozen=True, slots=True)
class TracedFootage:
    """A footage exhibit: its bytes by digest, when it says it was posted and by whom."""

    exhibit: str
    digest: str
    published: TimeInterval
    poster: str | None
    description: MediaDescription | None


def exhibit_order(number: str) -> tuple[int, str]:
    """Sorts exhibit numbers as people count them: E-0002 before E-0010 before E-10000."""
    digits = number.rpartition("-")[2]
    return (int(digits) if digits.isdecimal() else 0, number)

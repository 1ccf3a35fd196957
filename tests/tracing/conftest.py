"""Invented pages and footage for tracing: short ways to write them down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from firsthand.evidence.documents import DocumentDescription
from firsthand.evidence.footage import Match, MatchKind, MediaDescription
from firsthand.evidence.statements import (
    Reading,
    Source,
    SourceKind,
    Stance,
    Statement,
    StatementKind,
)
from firsthand.evidence.times import UNKNOWN_TIME, TimeInterval, interval_of_day
from firsthand.tracing.values import TracedFootage, TracedPage


@dataclass(frozen=True)
class Said:
    """What a page quotes and from whom; `content` must stand in its text."""

    content: str
    chain: tuple[str | None, ...]
    kind: StatementKind = StatementKind.DIRECT
    source_kind: SourceKind = SourceKind.PERSON
    role: str | None = None


def at(hour: int, minute: int = 0, day: int = 1) -> TimeInterval:
    """An instant of March 2026."""
    instant = datetime(2026, 3, day, hour, minute, tzinfo=UTC)
    return TimeInterval(instant, instant)


def on(day: int) -> TimeInterval:
    """A day of March 2026, somewhere on Earth."""
    return interval_of_day(date(2026, 3, day), printed=f"{day} March 2026")


def make_page(
    number: int,
    text: str,
    *said: Said,
    outlet: str | None = None,
    published: TimeInterval = UNKNOWN_TIME,
    authors: tuple[str, ...] = (),
    raw: dict | None = None,
) -> TracedPage:
    """A page with the statements read in it."""
    statements = []
    for one in said:
        start = text.index(one.content)
        source = Source(one.chain[0] if one.chain else None, one.role, one.source_kind)
        statements.append(
            Statement(
                source=source,
                cue="said",
                content=one.content,
                kind=one.kind,
                stance=Stance.ASSERTS,
                chain=one.chain,
                start=start,
                end=start + len(one.content),
                engine="by hand",
                confidence=1.0,
            )
        )
    return TracedPage(
        exhibit=f"E-{number:04d}",
        text=text,
        description=DocumentDescription(
            outlet=outlet, published=published, authors=authors, raw=raw or {}
        ),
        reading=Reading(tuple(statements)),
    )


def make_footage(
    number: int,
    published: TimeInterval = UNKNOWN_TIME,
    poster: str | None = None,
    digest: str | None = None,
    duration: float = 20.0,
) -> TracedFootage:
    """A clip of twenty seconds."""
    return TracedFootage(
        exhibit=f"E-{number:04d}",
        digest=digest or f"{number:064x}",
        published=published,
        poster=poster,
        description=MediaDescription("mp4", "h264", 640, 360, duration, 25.0, False),
    )


def make_match(
    a: int, a_extent: tuple[float, float], b: int, b_extent: tuple[float, float], **changes
) -> Match:
    """A copy, at the same speed and the right way round unless `changes` say otherwise."""
    known = {"speed": 1.0, "mirrored": False, "kind": MatchKind.COPY, "score": 0.9}
    return Match(
        f"E-{a:04d}", f"E-{b:04d}", *a_extent, *b_extent, channels=("pdq",), **(known | changes)
    )


@pytest.fixture
def said() -> type[Said]:
    return Said


@pytest.fixture
def page() -> Callable[..., TracedPage]:
    return make_page


@pytest.fixture
def footage() -> Callable[..., TracedFootage]:
    return make_footage


@pytest.fixture
def match() -> Callable[..., Match]:
    return make_match


@pytest.fixture
def hour() -> Callable[..., TimeInterval]:
    return at


@pytest.fixture
def day() -> Callable[..., TimeInterval]:
    return on

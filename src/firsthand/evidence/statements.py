"""Statements: attributed content, with every span in the text it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from firsthand.evidence.times import TimeInterval


class SourceKind(StrEnum):
    """What a source is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    OUTLET = "outlet"
    DOCUMENT = "document"
    UNNAMED = "unnamed"  # "two officials", "residents", "intelligence reports"
    UNRESOLVED = "unresolved"  # someone is quoted, and the text does not let us say who


class StatementKind(StrEnum):
    """How the content stands in the text."""

    DIRECT = "direct"  # the source's own words, quoted
    INDIRECT = "indirect"  # reported in the writer's words
    MIXED = "mixed"  # reported, with quoted parts


class Stance(StrEnum):
    """What the source does with the content."""

    ASSERTS = "asserts"
    DENIES = "denies"
    DOUBTS = "doubts"
    DEMANDS = "demands"
    CONDEMNS = "condemns"
    DECLINES = "declines"  # declines to comment
    BELIEVES = "believes"  # a report of thought, not of speech


class Basis(StrEnum):
    """How the source knows, as far as the text says it."""

    SAW = "saw"  # was there: saw, heard or did it
    TOLD = "told"  # heard it from others
    DOCUMENT = "document"  # rests on a paper, a record, data
    FOOTAGE = "footage"  # is or rests on video, photographs, satellite images
    NOT_SAID = "not-said"


@dataclass(frozen=True, slots=True)
class Source:
    """Whom the content is attributed to.

    `name` is the fullest form of the name in the text (for an unnamed source the words that
    describe it), `None` when unresolved; `role` is as printed. `mention` is the words at this
    statement, with their character offsets, `None` where nothing stands (a continued quotation).
    """

    name: str | None
    role: str | None
    kind: SourceKind
    mention: str | None = None
    mention_start: int | None = None
    mention_end: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """Content that a source is said to have uttered, written, shown or thought.

    `start` and `end` are the character offsets of `content` in the text (for quoted speech
    without the outer quotation marks). `chain` holds the names that the content passed through,
    origin first, ending with the document's own outlet where that is known; `None` stands for an
    unresolved link. `cue` is the attributing words ("said", "according to"). `engine` names what
    read it; `confidence` is from 0 to 1. `basis` is `None` where the engine does not read it.
    """

    source: Source
    cue: str | None
    content: str
    kind: StatementKind
    stance: Stance
    chain: tuple[str | None, ...]
    start: int
    end: int
    engine: str
    confidence: float
    cue_start: int | None = None
    cue_end: int | None = None
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in the text: "at least nine soldiers", "664,000 to 1.2 million".

    `low` and `high` bound what the words allow (`None`: unbounded; "at least nine" has low 9 and
    no high); `value` is the number when exactly one is printed. `unit` is what a measure is in
    ("percent", "km"), `counted` what is counted ("Armenian soldiers"). `statement` is the number
    in `Reading.statements` of the innermost statement that holds it, `None` where nobody is quoted
    for it; the same for dates and places. `hedge` is the words that say how sure the number is
    ("at least"), `of` whose it is, as printed ("of the 4th Brigade", "Armenian").
    """

    text: str
    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    counted: str | None
    start: int
    end: int
    statement: int | None = None
    hedge: str | None = None
    of: str | None = None


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or time in the text, as printed, and the interval that it allows."""

    text: str
    start: int
    end: int
    interval: TimeInterval
    statement: int | None = None


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """A settlement of that name, from a gazetteer; `country` is two letters of ISO 3166.

    Latitude and longitude are degrees (WGS 84), `source` the gazetteer.
    """

    name: str
    country: str
    latitude: float
    longitude: float
    population: int
    source: str


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place name in the text, as printed.

    `candidates` are all settlements of that name that are known, at its first mention; none of
    them is chosen.
    """

    text: str
    start: int
    end: int
    statement: int | None = None
    candidates: tuple[PlaceCandidate, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnStatement:
    """A sentence of the document's own voice, for which nobody is quoted.

    `about` says what it tells of: killed, wounded, detained, displaced, destroyed, unit.
    """

    text: str
    start: int
    end: int
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one engine read in one text; `notes` says what it could not read, and why."""

    statements: tuple[Statement, ...] = ()
    figures: tuple[Figure, ...] = ()
    dates: tuple[DateMention, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    engine: str = ""
    own: tuple[OwnStatement, ...] = ()
    notes: tuple[str, ...] = ()

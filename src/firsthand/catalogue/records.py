"""What the catalogue answers with: frozen values, no rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from firsthand.evidence.documents import DocumentDescription
from firsthand.evidence.entries import Act, Purpose
from firsthand.evidence.exhibits import Exhibit, Tool
from firsthand.evidence.failures import Failure
from firsthand.evidence.families import Family
from firsthand.evidence.footage import Match, MediaDescription, Moment
from firsthand.evidence.statements import DateMention, Figure, PlaceMention, Statement


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """The case as it was opened; `log_key` is the verifier key of its log."""

    id: str
    name: str
    log_origin: str
    log_key: str


@dataclass(frozen=True, slots=True)
class ActorRecord:
    """An actor: public key (lower-case hex), name, and the entry that brought them in."""

    key: str
    name: str
    entry: int


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """An entry as listed: its index in the log, act, actor and time."""

    index: int
    act: Act
    actor: str
    time: datetime
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class MachineRunRecord:
    """A machine run: what for, with which tool, from which objects to which, or why not."""

    entry: int
    purpose: Purpose
    tool: Tool
    time: datetime
    inputs: tuple[str, ...]
    outputs: Mapping[str, str]
    failure: Failure | None
    confinement: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FailureRecord:
    """What could not be done with an object, and which exhibits have it.

    `purpose` is a machine run's, or `index` where the catalogue could not read what a run left.
    A failure is listed until a later run of the same purpose succeeds.
    """

    entry: int
    exhibits: tuple[str, ...]
    digest: str
    purpose: str
    failure: Failure


@dataclass(frozen=True, slots=True)
class PictureRecord:
    """A key frame: at which second, the object with the picture and that with its blurred copy."""

    seconds: float
    digest: str
    blurred: str | None


@dataclass(frozen=True, slots=True)
class ExhibitRecord:
    """An exhibit with all that machines have made of its bytes so far.

    The digests name objects; each is `None` where no run has produced it. `notes` are the
    extraction's and the media description's.
    """

    entry: int
    exhibit: Exhibit
    media_type: str | None
    text_digest: str | None
    document: DocumentDescription | None
    document_digest: str | None
    reading_digest: str | None
    description: MediaDescription | None
    description_digest: str | None
    fingerprint_digest: str | None
    pictures: tuple[PictureRecord, ...]
    notes: tuple[str, ...]
    failures: tuple[FailureRecord, ...]
    runs: tuple[MachineRunRecord, ...]

    def was_run(self, purpose: Purpose, tool: Tool) -> bool:
        """Whether exactly this tool has been run for this purpose, whatever came of it."""
        return any(run.purpose is purpose and run.tool == tool for run in self.runs)


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """A statement and the exhibit it stands in; `position` counts within the exhibit from 0."""

    exhibit: str
    position: int
    statement: Statement


@dataclass(frozen=True, slots=True)
class FigureRecord:
    """A figure and the exhibit it stands in."""

    exhibit: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class DateRecord:
    """A date mention and the exhibit it stands in."""

    exhibit: str
    date: DateMention


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """A place mention and the exhibit it stands in."""

    exhibit: str
    place: PlaceMention


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An exhibit whose text holds what was searched for.

    `snippet` is the surroundings as pieces, each with whether it is what was searched for.
    """

    exhibit: str
    title: str | None
    snippet: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """A match and the trace entry it comes from."""

    entry: int
    match: Match


@dataclass(frozen=True, slots=True)
class MomentRecord:
    """A moment that two exhibits share, with a picture of each, and the trace entry it is from."""

    entry: int
    moment: Moment
    a: PictureRecord
    b: PictureRecord


@dataclass(frozen=True, slots=True)
class FamilyRecord:
    """A family and the trace entry it comes from."""

    entry: int
    family: Family


@dataclass(frozen=True, slots=True)
class TimestampRecord:
    """A timestamp token over the checkpoint of a log size; `token` is its object-like digest."""

    entry: int
    authority: str
    size: int
    root: str
    token: str
    time: datetime


@dataclass(frozen=True, slots=True)
class SealRecord:
    """A dossier that was sealed over the log of a size."""

    entry: int
    size: int
    root: str
    tagmanifest: str
    time: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How much of everything is in the case."""

    entries: int
    actors: int
    exhibits: int
    objects: int
    documents: int
    media: int
    statements: int
    figures: int
    dates: int
    places: int
    matches: int
    families: int
    failures: int
    timestamps: int
    seals: int

"""What a report and the exports of a dossier are made from: values out of catalogue and log.

Whoever seals fills a `ReportContent`; `report.py` and `exports/` only turn it into pages and JSON,
and read nothing else. Pictures are named by digest and copied from the object store by the sealer
(`report.report_pictures` says where to), so that a case's pictures never stand in memory at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from firsthand.evidence.documents import DocumentText
from firsthand.evidence.entries import Act, Purpose
from firsthand.evidence.exhibits import Exhibit, Tool
from firsthand.evidence.failures import Failure
from firsthand.evidence.families import Family
from firsthand.evidence.footage import Match, MediaDescription, Moment
from firsthand.evidence.statements import Reading
from firsthand.evidence.times import UNKNOWN_TIME, TimeInterval


@dataclass(frozen=True, slots=True)
class CustodyAct:
    """One entry of the custody log as an exhibit's trail shows it.

    `entry` is its index in the log, `actor` the hex of the acting key, `about` a short sentence
    on what was done ("text extracted by firsthand 0.1").
    """

    entry: int
    time: datetime
    act: Act
    actor: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class MachineRun:
    """A machine run of the log: an engine, what it read, what it wrote, or why it could not.

    `inputs` and the values of `outputs` are object digests (lower-case hex SHA-256).
    """

    entry: int
    time: datetime
    actor: str
    purpose: Purpose
    tool: Tool
    inputs: tuple[str, ...]
    outputs: Mapping[str, str] = field(default_factory=dict)
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A frame at `seconds`: the digests of the JPEG and of its blurred copy."""

    seconds: float
    digest: str
    blurred: str


@dataclass(frozen=True, slots=True)
class ReportedExhibit:
    """One exhibit with all that was found in it.

    `media_type` is what its bytes look like. `stored_at` is the path of its bytes inside the
    dossier, shown as text and never linked: the bytes are hostile until someone decides otherwise.
    `reading` is a machine's suggestion. `posted` is when a downloader's record beside the file
    says it was made public. What does not apply or failed is `None`.
    """

    exhibit: Exhibit
    media_type: str
    stored_at: str
    trail: tuple[CustodyAct, ...] = ()
    document: DocumentText | None = None
    reading: Reading | None = None
    media: MediaDescription | None = None
    pictures: tuple[Picture, ...] = ()
    posted: TimeInterval = UNKNOWN_TIME


@dataclass(frozen=True, slots=True)
class ShownMoment:
    """A moment that two exhibits share, with the picture of it that each has."""

    moment: Moment
    a: Picture
    b: Picture


@dataclass(frozen=True, slots=True)
class KnownActor:
    """Someone who signed entries: the name as recorded, and the key (hex of the public key)."""

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class TimestampFact:
    """An authority's word that the log of `size` entries and `root` (hex) existed at `time`."""

    authority: str
    time: datetime
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What the seal rests on: the checkpoint, who signed, which authorities timestamped it.

    `origin` and `vkey` name the log and its key, `size` and `root` (hex) are the sealed
    checkpoint's. `caveats` are further sentences on what is not proven in this case.
    """

    origin: str
    vkey: str
    size: int
    root: str
    actors: tuple[KnownActor, ...]
    timestamps: tuple[TimestampFact, ...] = ()
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportContent:
    """A whole case as it is sealed; `exhibits` in order of number, `runs` in order of the log.

    `moments` are what copies of a recording are compared by, in the order of the families.
    """

    case_id: str
    case_name: str
    opened_at: datetime
    made_at: datetime
    tool: Tool
    exhibits: tuple[ReportedExhibit, ...]
    families: tuple[Family, ...]
    matches: tuple[Match, ...]
    runs: tuple[MachineRun, ...]
    verification: Verification
    moments: tuple[ShownMoment, ...] = ()

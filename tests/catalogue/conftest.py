"""An invented case as entries and objects, without signatures: the catalogue never sees any."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest

from firsthand.catalogue.catalogue import Catalogue
from firsthand.evidence.documents import DocumentDescription, DocumentText
from firsthand.evidence.entries import Act, Entry, Purpose
from firsthand.evidence.errors import MissingThingError
from firsthand.evidence.exhibits import Capture, ClockState, Exhibit, Tool, exhibit_number
from firsthand.evidence.failures import Failure
from firsthand.evidence.families import Appearance, Family, FamilyKind, Origin, Tie
from firsthand.evidence.footage import Match, MatchKind, MediaDescription, Moment
from firsthand.evidence.json_values import to_json
from firsthand.evidence.statements import (
    DateMention,
    Figure,
    PlaceMention,
    Reading,
    Source,
    SourceKind,
    Stance,
    Statement,
    StatementKind,
)
from firsthand.evidence.times import UNKNOWN_TIME

ACTOR = "ab" * 32
TOOL = Tool("reader", "1.2", {"model": "none"})
BEGINNING = datetime(2026, 3, 1, 8, tzinfo=UTC)


class WrittenCase:
    """Entries in order and the objects they name; each method writes what one act would."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.objects: dict[str, bytes] = {}
        self.ordinal = 0

    def read_object(self, digest: str) -> bytes:
        if digest not in self.objects:
            raise MissingThingError(f"object {digest} is missing")
        return self.objects[digest]

    def numbered(self) -> list[tuple[int, Entry]]:
        return list(enumerate(self.entries))

    def keep(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        self.objects[digest] = data
        return digest

    def keep_json(self, value) -> str:
        return self.keep(json.dumps(to_json(value), sort_keys=True).encode())

    def add(self, act: Act, body: dict) -> None:
        time = BEGINNING + timedelta(minutes=len(self.entries))
        self.entries.append(Entry(act, ACTOR, time, body))

    def open(self) -> None:
        self.add(
            Act.CASE_OPENED,
            {
                "case": {"id": "c0ffee", "name": "Lake road"},
                "log": {"origin": "firsthand/case/c0ffee", "key": "firsthand/case/c0ffee+1+AA"},
                "actor": {"name": "Mira Tolland", "key": ACTOR},
                "settings": "5e" * 32,
                "tool": to_json(TOOL),
            },
        )

    def capture(self, data: bytes, origin: str = "/home/mira/report.html", **facts) -> str:
        self.ordinal += 1
        capture = Capture(
            method="file",
            origin=origin,
            name=origin.rpartition("/")[2],
            captured_at=BEGINNING,
            clock=ClockState(True, "timedatectl"),
            machine="desk",
            machine_user="mira",
            tool=Tool("firsthand", "0.1.0"),
            facts=facts,
        )
        exhibit = Exhibit(exhibit_number(self.ordinal), self.keep(data), len(data), capture)
        self.add(Act.CAPTURE, to_json(exhibit))
        return exhibit.digest

    def run(
        self,
        purpose: Purpose,
        inputs: list[str],
        outputs: dict[str, str],
        failure: Failure | None = None,
        tool: Tool = TOOL,
    ) -> None:
        self.add(
            Act.MACHINE_RUN,
            {
                "purpose": str(purpose),
                "tool": to_json(tool),
                "inputs": inputs,
                "outputs": outputs,
                "failure": to_json(failure),
                "confinement": {"network": "none"},
            },
        )

    def extract(self, digest: str, text: str, title: str = "A title") -> None:
        document = to_json(
            DocumentText(text, "text/html", DocumentDescription(title=title, outlet="Orvel Post"))
        )
        del document["text"]
        outputs = {"text": self.keep(text.encode()), "document": self.keep_json(document)}
        self.run(Purpose.EXTRACT_TEXT, [digest], outputs)

    def read(self, digest: str, reading: Reading) -> None:
        self.run(Purpose.READ, [digest], {"reading": self.keep_json(reading)})

    def describe(self, digest: str) -> None:
        description = MediaDescription("mp4", "h264", 640, 360, 12.5, 25.0, True, notes=("odd",))
        outputs = {
            "description": self.keep_json(description),
            "picture/0.5": self.keep(b"picture"),
            "picture/0.5/blurred": self.keep(b"blurred"),
            "picture/10": self.keep(b"another"),
        }
        self.run(Purpose.DESCRIBE_MEDIA, [digest], outputs)

    def trace(
        self,
        matches: tuple[Match, ...],
        families: tuple[Family, ...],
        moments: tuple[Moment, ...] = (),
        pictures: dict[str, str] | None = None,
    ) -> None:
        value = {"matches": matches, "families": families, "moments": moments}
        digests = [e.body["digest"] for e in self.entries if e.act is Act.CAPTURE]
        outputs = {"trace": self.keep_json(to_json(value)), **(pictures or {})}
        self.run(Purpose.TRACE, digests, outputs)


def a_statement(source: str | None = "İlqar Ferrand", content: str = "we saw smoke") -> Statement:
    return Statement(
        source=Source(source, "mayor of Orvel", SourceKind.PERSON, "Ferrand", 3, 10),
        cue="said",
        content=content,
        kind=StatementKind.DIRECT,
        stance=Stance.ASSERTS,
        chain=(source, "Orvel Post"),
        start=20,
        end=20 + len(content),
        engine="rules 1",
        confidence=0.9,
    )


A_READING = Reading(
    statements=(a_statement(), a_statement("Jonas Brandt", "nobody came")),
    figures=(Figure("at least nine", None, 9.0, None, None, "soldiers", 4, 17),),
    dates=(DateMention("1 March", 30, 37, UNKNOWN_TIME),),
    places=(PlaceMention("Orvel", 40, 45),),
    engine="rules 1",
)
A_MATCH = Match(
    "E-0001", "E-0002", 0.0, 5.0, 1.0, 6.0, 1.0, True, MatchKind.COPY, 0.93, ("pdq",), {"crop": 0.1}
)


def a_family(name: str = "F-001") -> Family:
    places = tuple(Appearance(f"E-000{n}", 0.0, 5.0, UNKNOWN_TIME, ("mira",)) for n in (1, 2))
    return Family(
        name=name,
        kind=FamilyKind.FOOTAGE,
        appearances=places,
        ties=(Tie(0, 1, "copy", 0.93, 0.0, 5.0, 1.0, 6.0, "mirrored"),),
        origin=Origin(("E-0001",), "E-0001", "The earliest."),
    )


@pytest.fixture
def case() -> WrittenCase:
    written = WrittenCase()
    written.open()
    return written


@pytest.fixture
def whole_case(case) -> WrittenCase:
    """A case with every act and every purpose in it."""
    page = case.capture(b"<p>page", size=7, mtime_ns=5, ctime_ns=6, inode=7)
    clip = case.capture(b"clip", "/home/mira/clip.mp4")
    case.capture(b"<p>page", "/home/mira/copy.html")
    broken = case.capture(b"", "/home/mira/empty.pdf")
    case.add(Act.ACTOR_ADDED, {"name": "Ada Quill", "key": "cd" * 32})
    case.extract(page, "Straße nach Orvel. «We saw smoke», said Ferrand.", "Smoke over Orvel")
    case.read(page, A_READING)
    case.describe(clip)
    case.run(Purpose.FINGERPRINT, [clip], {"fingerprint": case.keep(b"\x01fp")})
    case.run(Purpose.EXTRACT_TEXT, [broken], {}, Failure("empty", "It has no bytes.", "Find it."))
    case.trace((A_MATCH,), (a_family(),))
    case.add(Act.SETTINGS_RECORDED, {"settings": "77" * 32})
    case.add(
        Act.TIMESTAMP,
        {"authority": "Clock Office", "size": 12, "root": "11" * 32, "token": "22" * 32,
         "time": "2026-03-01T09:00:00.000000Z"},
    )  # fmt: skip
    case.add(Act.SEAL, {"size": 13, "root": "33" * 32, "tagmanifest": "44" * 32})
    case.add(Act.CORRECTION, {"corrects": 2, "reason": "wrong folder"})
    return case


@pytest.fixture
def catalogue(tmp_path) -> Catalogue:
    return Catalogue.open(tmp_path / "catalogue.db")


@pytest.fixture
def filled(catalogue, whole_case) -> Catalogue:
    catalogue.apply_all(whole_case.numbered(), whole_case.read_object)
    return catalogue


@pytest.fixture
def reading() -> Reading:
    return A_READING


@pytest.fixture
def found_match() -> Match:
    return A_MATCH


@pytest.fixture
def make_family():
    return a_family


@pytest.fixture
def make_statement():
    return a_statement


@pytest.fixture
def tool() -> Tool:
    return TOOL

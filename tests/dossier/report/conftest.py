"""An invented case: a flooded tunnel in Orvane, told by invented outlets. Nothing here happened."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest

from firsthand.dossier.report_content import (
    CustodyAct,
    KnownActor,
    MachineRun,
    Picture,
    ReportContent,
    ReportedExhibit,
    ShownMoment,
    TimestampFact,
    Verification,
)
from firsthand.evidence.documents import DocumentDescription, DocumentText
from firsthand.evidence.entries import Act, Purpose
from firsthand.evidence.exhibits import Capture, ClockState, Exhibit, Tool, exhibit_number
from firsthand.evidence.failures import Failure
from firsthand.evidence.families import Appearance, Family, FamilyKind, Origin, Tie
from firsthand.evidence.footage import Match, MatchKind, MediaDescription, Moment
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
from firsthand.evidence.times import UNKNOWN_TIME, TimeInterval, interval_of_day

ACTOR = "ab" * 32
TOOL = Tool("firsthand", "0.1.0", {"python": "3.11"})
START = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def digest(of: str) -> str:
    return hashlib.sha256(of.encode("utf-8", "surrogatepass")).hexdigest()


def at(text: str) -> TimeInterval:
    instant = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return TimeInterval(instant, instant, printed=text, basis="json-ld datePublished")


def day(text: str) -> TimeInterval:
    return interval_of_day(date.fromisoformat(text), printed=text, basis="meta date")


def statement(text, content, name, role, kind, *, chain=(), said=StatementKind.DIRECT, cue="said"):
    start = text.index(content)
    return Statement(
        Source(name, role, kind, name),
        cue,
        content,
        said,
        Stance.ASSERTS,
        tuple(chain),
        start,
        start + len(content),
        "rules-1",
        0.86,
    )


def figure(text, printed, value, low, high, counted):
    start = text.index(printed)
    return Figure(printed, value, low, high, None, counted, start, start + len(printed))


def exhibit(ordinal, name, media_type, **more):
    number = exhibit_number(ordinal)
    key = digest(name)
    capture = Capture(
        method="file",
        origin=f"/home/ines/tunnel/{name}",
        name=name,
        captured_at=START + timedelta(minutes=ordinal),
        clock=ClockState(True, "timedatectl"),
        machine="desk-4",
        machine_user="ines",
        tool=TOOL,
        modified=day("2026-03-03"),
        facts={"mode": "0644"},
    )
    trail = (
        CustodyAct(ordinal * 3, capture.captured_at, Act.CAPTURE, ACTOR, "file preserved"),
        CustodyAct(ordinal * 3 + 1, capture.captured_at, Act.MACHINE_RUN, ACTOR, "text extracted"),
    )
    return ReportedExhibit(
        Exhibit(number, key, 20_000 + ordinal * 7_311, capture),
        media_type,
        f"data/objects/{key[:2]}/{key[2:]}",
        trail,
        **more,
    )


SAID = "The pumps were running until the power failed, and nobody had been told to close the gates,"

MINISTRY = """Ministry of Works: statement on the Kessel tunnel

Orvane, 2 March 2026. The Ministry of Works confirms that water entered the Kessel tunnel at \
21:40 on Sunday. “The pumps were running until the power failed, and nobody had been told to \
close the gates,” said Minister Dorota Lenz. At least nine people were brought out.

The ministry has asked the harbour authority for its records."""

COURIER = """Kessel tunnel: who closed the gates?

By Tomas Ferreira-Holt, Orvane Courier

“The pumps were running until the power failed, and nobody had been told to close the gates,” \
said Dorota Lenz, the minister of works, on Monday. Two officials, who asked not to be named, \
said the order to close the gates had come from the harbour office an hour earlier.

Eleven people were brought out, according to the fire brigade. “We heard the water before we \
saw it,” a driver told this newspaper."""

RELAY = """Harbour Relay
Minister: nobody was told

The minister of works told the Orvane Courier that the pumps were running until power failed \
and nobody had been told to close the gates. Between nine and fourteen people were brought \
out, the Courier reported.

\u202eelddir a si siht\u202c"""

ARABIC = """تقرير عن نفق كيسل

قالت الوزيرة دوروتا لينز: «كانت المضخات تعمل حتى انقطع التيار». ونقلت الصحيفة عن مسؤولين أن \
أحد عشر شخصا أُخرجوا من النفق."""


def documents():
    lenz = "Dorota Lenz"
    said = SAID
    order = "the order to close the gates had come from the harbour office an hour earlier"
    told = "the pumps were running until power failed and nobody had been told to close the gates"
    person, unnamed = SourceKind.PERSON, SourceKind.UNNAMED
    yield exhibit(
        1,
        "ministry-statement.html",
        "text/html",
        document=DocumentText(
            MINISTRY,
            "text/html",
            DocumentDescription(
                "Statement on the Kessel tunnel",
                (),
                "Ministry of Works",
                at("2026-03-02T07:30:00"),
                "https://works.orvane.example/kessel?a=1&b=2",
                "en",
                {"og:title": "Statement"},
            ),
        ),
        reading=Reading(
            (
                statement(
                    MINISTRY, said, lenz, "Minister", person, chain=(lenz, "Ministry of Works")
                ),
                statement(
                    MINISTRY,
                    "water entered the Kessel tunnel at 21:40 on Sunday",
                    "Ministry of Works",
                    None,
                    SourceKind.ORGANISATION,
                    chain=("Ministry of Works",),
                    said=StatementKind.INDIRECT,
                    cue="confirms",
                ),
            ),
            (figure(MINISTRY, "At least nine people", 9, 9, None, "people"),),
            (
                DateMention(
                    "2 March 2026",
                    MINISTRY.index("2 March"),
                    MINISTRY.index("2 March") + 12,
                    day("2026-03-02"),
                ),
            ),
            (
                PlaceMention(
                    "Kessel tunnel", MINISTRY.index("Kessel"), MINISTRY.index("Kessel") + 13
                ),
            ),
            "rules-1",
        ),
    )
    yield exhibit(
        2,
        "courier-2026-03-02.html",
        "text/html",
        document=DocumentText(
            COURIER,
            "text/html",
            DocumentDescription(
                "Kessel tunnel: who closed the gates?",
                ("Tomas Ferreira-Holt",),
                "Orvane Courier",
                at("2026-03-02T11:12:40"),
                "https://courier.example/kessel",
                "en",
            ),
        ),
        reading=Reading(
            (
                statement(
                    COURIER,
                    said,
                    lenz,
                    "the minister of works",
                    person,
                    chain=(lenz, "Orvane Courier"),
                ),
                statement(
                    COURIER,
                    order,
                    "Two officials",
                    "who asked not to be named",
                    unnamed,
                    chain=("Two officials", "Orvane Courier"),
                    said=StatementKind.INDIRECT,
                ),
                statement(
                    COURIER,
                    "Eleven people were brought out",
                    "fire brigade",
                    None,
                    SourceKind.ORGANISATION,
                    chain=("fire brigade", "Orvane Courier"),
                    said=StatementKind.INDIRECT,
                    cue="according to",
                ),
                statement(
                    COURIER,
                    "We heard the water before we saw it,",
                    None,
                    None,
                    SourceKind.UNRESOLVED,
                    chain=(None, "Orvane Courier"),
                    cue="told",
                ),
            ),
            (figure(COURIER, "Eleven people", 11, 11, 11, "people"),),
            (),
            (),
            "rules-1",
        ),
    )
    yield exhibit(
        3,
        "relay.txt",
        "text/plain",
        document=DocumentText(
            RELAY,
            "text/plain",
            DocumentDescription(
                "Minister: nobody was told", (), "Harbour Relay", day("2026-03-02")
            ),
        ),
        reading=Reading(
            (
                statement(
                    RELAY,
                    told,
                    lenz,
                    "The minister of works",
                    person,
                    chain=(lenz, "Orvane Courier", "Harbour Relay"),
                    said=StatementKind.INDIRECT,
                    cue="told",
                ),
            ),
            (figure(RELAY, "Between nine and fourteen people", None, 9, 14, "People"),),
            (),
            (),
            "rules-1",
        ),
    )
    yield exhibit(
        4,
        "تقرير.txt",
        "text/plain",
        document=DocumentText(
            ARABIC,
            "text/plain",
            DocumentDescription("تقرير عن نفق كيسل", (), "صوت الميناء", UNKNOWN_TIME, None, "ar"),
        ),
        reading=Reading(
            (
                statement(
                    ARABIC,
                    "كانت المضخات تعمل حتى انقطع التيار",
                    "دوروتا لينز",
                    "الوزيرة",
                    person,
                    chain=("دوروتا لينز", "صوت الميناء"),
                    cue="قالت",
                ),
            ),
            (),
            (),
            (),
            "rules-1",
        ),
    )


def footage():
    for ordinal, name, length, seconds, recorded in (
        (5, "gate-camera.mp4", 24.0, (2.0, 8.0, 14.0, 20.0), at("2026-03-01T21:41:07")),
        (
            6,
            "harbour_live_copy.mp4",
            24.0,
            (2.0, 8.0, 14.0, 20.0),
            TimeInterval(START - timedelta(days=2), START - timedelta(days=1, hours=6)),
        ),
        (7, "weekly-roundup.mkv", 61.0, (10.0, 33.0, 39.0, 45.0), day("2026-03-03")),
    ):
        yield exhibit(
            ordinal,
            name,
            "video/mp4",
            media=MediaDescription(
                "mov,mp4",
                "h264",
                640,
                360,
                length,
                25.0,
                ordinal == 7,
                recorded,
                {"encoder": "Lavf"},
            ),
            pictures=tuple(
                Picture(s, digest(f"{name}{s}"), digest(f"{name}{s}blurred")) for s in seconds
            ),
        )
    yield exhibit(8, "sealed-minutes.pdf", "application/pdf")


def families():
    courier = SAID
    relay = "the pumps were running until power failed and nobody had been told to close the gates"
    yield Family(
        "W-0001",
        FamilyKind.WORDS,
        (
            Appearance(
                "E-0001",
                180,
                270,
                at("2026-03-02T07:30:00"),
                ("Dorota Lenz", "Ministry of Works"),
                True,
                courier,
            ),
            Appearance(
                "E-0002",
                90,
                180,
                at("2026-03-02T11:12:40"),
                ("Dorota Lenz", "Orvane Courier"),
                False,
                courier,
            ),
            Appearance(
                "E-0003",
                82,
                170,
                day("2026-03-02"),
                ("Dorota Lenz", "Orvane Courier", "Harbour Relay"),
                False,
                relay,
            ),
            Appearance(
                "E-0004",
                45,
                80,
                UNKNOWN_TIME,
                (None, "صوت الميناء"),
                None,
                "كانت المضخات تعمل حتى انقطع التيار",
            ),
        ),
        (Tie(0, 1, "repeats", 1.0), Tie(0, 2, "repeats", 0.91), Tie(1, 2, "repeats", 0.91)),
        Origin(
            ("E-0001",),
            "Dorota Lenz, through the Ministry of Works",
            "E-0001 is the ministry’s own publication and surely the earliest that is.",
        ),
    )
    yield Family(
        "W-0002",
        FamilyKind.WORDS,
        (
            Appearance(
                "E-0002",
                250,
                330,
                at("2026-03-02T11:12:40"),
                ("Two officials", "Orvane Courier"),
                False,
                "the order to close the gates had come from the harbour office an hour earlier",
            ),
            Appearance(
                "E-0003",
                82,
                170,
                day("2026-03-02"),
                ("Two officials", "Orvane Courier", "Harbour Relay"),
                False,
                "the order to close the gates came from the harbour office",
            ),
        ),
        (Tie(0, 1, "repeats", 0.8),),
        Origin(
            (),
            "two unnamed officials, through the Orvane Courier",
            "No appearance is the officials’ own publication.",
        ),
    )
    yield Family(
        "V-0001",
        FamilyKind.FOOTAGE,
        (
            Appearance("E-0005", 0.0, 24.0, at("2026-03-01T21:41:07"), (), True),
            Appearance(
                "E-0006",
                0.0,
                24.0,
                TimeInterval(START - timedelta(days=2), START - timedelta(days=1, hours=6)),
                (),
                None,
            ),
            Appearance("E-0007", 31.0, 47.0, day("2026-03-03"), (), False),
        ),
        (
            Tie(0, 1, "copy", 0.97, 0.0, 24.0, 0.0, 24.0, "mirrored, re-encoded at 360 lines"),
            Tie(0, 2, "copy", 0.88, 6.0, 22.0, 31.0, 47.0, "cropped to 90 percent, caption added"),
        ),
        Origin(
            ("E-0005",),
            "the gate camera",
            "The camera’s own file, with the earliest time; unverified.",
        ),
    )


def moments():
    box = (0.05, 0.1, 0.95, 0.9)
    for b, a_seconds, b_seconds, mirrored, part in (
        ("E-0006", 4.0, 4.0, True, ()),
        ("E-0006", 12.0, 12.0, True, ()),
        ("E-0007", 14.0, 39.0, False, box),
    ):
        sides = [
            Picture(at, digest(f"{number} {at}"), digest(f"{number} {at} blurred"))
            for number, at in (("E-0005", a_seconds), (b, b_seconds))
        ]
        yield ShownMoment(Moment("E-0005", b, a_seconds, b_seconds, mirrored, part), *sides)


@pytest.fixture
def content() -> ReportContent:
    return invented_case()


def invented_case() -> ReportContent:
    exhibits = (*documents(), *footage())
    runs = tuple(
        MachineRun(
            e.trail[1].entry,
            e.trail[1].time,
            ACTOR,
            Purpose.DESCRIBE_MEDIA if e.media else Purpose.EXTRACT_TEXT,
            TOOL,
            (e.exhibit.digest,),
            {} if e.exhibit.number == "E-0008" else {"text": digest(e.exhibit.number)},
            Failure(
                "encrypted",
                "The file is encrypted, and its password is not known.",
                "Add it again with the password, or ask who has it.",
            )
            if e.exhibit.number == "E-0008"
            else None,
        )
        for e in exhibits
    )
    return ReportContent(
        "6f1c0f0e-52c1-5b1d-9d5e-0a55e0f6a001",
        "The Kessel tunnel",
        START,
        START + timedelta(hours=2),
        TOOL,
        exhibits,
        tuple(families()),
        (
            Match("E-0005", "E-0006", 0, 24, 0, 24, 1.0, True, MatchKind.COPY, 0.97, ("pdq",)),
            Match("E-0005", "E-0007", 6, 22, 31, 47, 1.0, False, MatchKind.COPY, 0.88, ("pdq",)),
        ),
        runs,
        Verification(
            "firsthand/case/6f1c0f0e",
            "firsthand/case/6f1c0f0e+1a2b3c4d+AaBbCc",
            31,
            "cd" * 32,
            (KnownActor("Ines Albarran", ACTOR),),
            (TimestampFact("Orvane Time Authority", START + timedelta(hours=1), 29, "ef" * 32),),
        ),
        tuple(moments()),
    )

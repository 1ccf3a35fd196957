"""Status: what is in the case, what failed and why, what is due, what is not yet timestamped."""

from __future__ import annotations

from dataclasses import dataclass

from firsthand.capture.sidecars import published_interval
from firsthand.catalogue.records import Counts, ExhibitRecord, FailureRecord
from firsthand.evidence.times import UNKNOWN_TIME, TimeInterval
from firsthand.operations.case import Case
from firsthand.operations.examine import due_exhibits
from firsthand.operations.programs import Program, programs
from firsthand.operations.settings import settings_are_recorded
from firsthand.operations.timestamp import entries_without_timestamp


@dataclass(frozen=True, slots=True)
class ExhibitLine:
    """An exhibit in short: what it is called, when it says it was made public, what was done."""

    number: str
    name: str
    media_type: str
    size: int
    title: str
    published: TimeInterval
    failed: bool


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a case; `due` numbers exhibits that were not (wholly) examined yet."""

    name: str
    folder: str
    counts: Counts
    exhibits: tuple[ExhibitLine, ...]
    failures: tuple[FailureRecord, ...]
    due: tuple[str, ...]
    authorities: tuple[str, ...]
    not_timestamped: int
    settings_recorded: bool
    programs: tuple[Program, ...]


def status(case: Case) -> Status:
    """The state of the case as of the end of its log."""
    case.catch_up()
    failures = case.catalogue.failures()
    failed = {number for failure in failures for number in failure.exhibits}
    return Status(
        name=case.settings.name,
        folder=str(case.folder),
        counts=case.catalogue.counts(),
        exhibits=tuple(_line(record, failed) for record in case.catalogue.exhibits()),
        failures=failures,
        due=due_exhibits(case),
        authorities=tuple(one.name for one in case.settings.authorities),
        not_timestamped=entries_without_timestamp(case),
        settings_recorded=settings_are_recorded(case),
        programs=programs(),
    )


def published_of(record: ExhibitRecord) -> TimeInterval:
    """When an exhibit says it was made public: the document itself, else a downloader's record."""
    if record.document is not None and record.document.published != UNKNOWN_TIME:
        return record.document.published
    return published_interval(record.exhibit.capture.claimed)


def title_of(record: ExhibitRecord) -> str:
    """What an exhibit calls itself, with its outlet or account where that is known."""
    claimed = record.exhibit.capture.claimed
    if record.document is not None and (record.document.title or record.document.outlet):
        parts = (record.document.outlet, record.document.title)
    else:
        parts = (claimed.get("uploader"), claimed.get("title"))
    return " · ".join(str(part) for part in parts if part)


def _line(record: ExhibitRecord, failed: set[str]) -> ExhibitLine:
    exhibit = record.exhibit
    return ExhibitLine(
        number=exhibit.number,
        name=exhibit.capture.name,
        media_type=record.media_type or "",
        size=exhibit.size,
        title=title_of(record),
        published=published_of(record),
        failed=exhibit.number in failed,
    )

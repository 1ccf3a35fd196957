"""Show: one exhibit with its capture, custody trail, statements, matches and families."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from firsthand.catalogue.records import ExhibitRecord
from firsthand.dossier.report_content import CustodyAct
from firsthand.evidence.exhibits import exhibit_number
from firsthand.evidence.families import Family
from firsthand.evidence.footage import Match
from firsthand.evidence.statements import DateMention, Figure, PlaceMention, Statement
from firsthand.operations.case import Case
from firsthand.operations.report_material import custody_trail
from firsthand.operations.status import title_of


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the case knows of one exhibit.

    `names` and `seconds` give what every exhibit is called and how long footage is, by number.
    """

    record: ExhibitRecord
    trail: tuple[CustodyAct, ...]
    statements: tuple[Statement, ...]
    figures: tuple[Figure, ...]
    dates: tuple[DateMention, ...]
    places: tuple[PlaceMention, ...]
    matches: tuple[Match, ...]
    families: tuple[Family, ...]
    names: Mapping[str, str]
    seconds: Mapping[str, float]


def numbered(untrusted: str) -> str:
    """An exhibit's number as it is printed, from what a person types: `3`, `e-3`, `E-0003`."""
    digits = untrusted.strip().upper().removeprefix("E-")
    return exhibit_number(int(digits)) if digits.isascii() and digits.isdecimal() else untrusted


def show(case: Case, number: str) -> Shown:
    """One exhibit by its number (`E-0003`, or `3`); raises `MissingThingError`."""
    case.catch_up()
    catalogue = case.catalogue
    record = catalogue.exhibit(numbered(number))
    number = record.exhibit.number
    exhibits = catalogue.exhibits()
    indices = [record.entry, *(run.entry for run in record.runs)]
    entries = {entry.index: entry for entry in catalogue.entries(min(indices), max(indices) + 1)}
    return Shown(
        record=record,
        trail=custody_trail(record, entries),
        statements=tuple(one.statement for one in catalogue.statements(exhibit=number)),
        figures=tuple(one.figure for one in catalogue.figures(number)),
        dates=tuple(one.date for one in catalogue.dates(number)),
        places=tuple(one.place for one in catalogue.places(number)),
        matches=tuple(one.match for one in catalogue.matches(number)),
        families=tuple(one.family for one in catalogue.families(exhibit=number)),
        names={one.exhibit.number: title_of(one) or one.exhibit.capture.name for one in exhibits},
        seconds={
            one.exhibit.number: one.description.duration
            for one in exhibits
            if one.description is not None and one.description.duration is not None
        },
    )

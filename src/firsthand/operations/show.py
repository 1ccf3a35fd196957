"""Show: one exhibit with its capture, custody trail, statements, matches and families."""

from __future__ import annotations

from dataclasses import dataclass

from firsthand.catalogue.records import ExhibitRecord
from firsthand.dossier.report_content import CustodyAct
from firsthand.evidence.families import Family
from firsthand.evidence.footage import Match
from firsthand.evidence.statements import DateMention, Figure, PlaceMention, Statement
from firsthand.operations.case import Case
from firsthand.operations.report_material import custody_trail


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the case knows of one exhibit."""

    record: ExhibitRecord
    trail: tuple[CustodyAct, ...]
    statements: tuple[Statement, ...]
    figures: tuple[Figure, ...]
    dates: tuple[DateMention, ...]
    places: tuple[PlaceMention, ...]
    matches: tuple[Match, ...]
    families: tuple[Family, ...]


def show(case: Case, number: str) -> Shown:
    """One exhibit by its number (`E-0003`, or `3`); raises `MissingThingError`."""
    case.catch_up()
    if number.isdecimal():
        number = f"E-{int(number):04d}"
    catalogue = case.catalogue
    record = catalogue.exhibit(number.upper())
    number = record.exhibit.number
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
    )

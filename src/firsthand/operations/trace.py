"""Trace: find the same words and the same shots in a case, and record the families they make.

The run is recorded like any other machine run: its inputs (as one list object) and its result (as
one object). Where nothing has changed since the last trace, that one stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from firsthand.capture.sidecars import published_interval
from firsthand.catalogue.catalogue import Catalogue
from firsthand.catalogue.records import ExhibitRecord
from firsthand.evidence.entries import Purpose
from firsthand.evidence.exhibits import Tool
from firsthand.evidence.families import Family
from firsthand.evidence.footage import Match, MatchKind
from firsthand.evidence.json_values import to_json
from firsthand.footage.matching import match_all, matching_tool
from firsthand.operations.case import Case, Deed
from firsthand.operations.engines import Run, keep
from firsthand.operations.load import load_document, load_fingerprint, load_reading
from firsthand.operations.progress import Progress
from firsthand.proof.canonical import canonical_bytes
from firsthand.tracing.footage_families import trace_footage
from firsthand.tracing.values import TracedFootage, TracedPage
from firsthand.tracing.words import trace_words


@dataclass(frozen=True, slots=True)
class Traced:
    """The families of a case, and the matches that the footage families rest on."""

    families: tuple[Family, ...]
    matches: tuple[Match, ...]


def trace(case: Case, progress: Progress) -> Traced:
    """Trace the whole case as it is now."""
    case.catch_up()
    exhibits = case.catalogue.exhibits()
    tool = _tracing_tool()
    inputs = keep(case.objects, {"inputs": canonical_bytes(_inputs(exhibits))})["inputs"]
    last = case.catalogue.runs(inputs, Purpose.TRACE)
    if not any(run.tool == tool for run in last):
        traced = _trace(case, exhibits, progress)
        outputs = keep(case.objects, {"trace": canonical_bytes(to_json(traced))})
        run = Run(Purpose.TRACE, tool, (inputs,), outputs)
        case.record(partial(_deeds, run))
    return Traced(tuple(case.catalogue.families()), tuple(case.catalogue.matches()))


def _deeds(run: Run, _catalogue: Catalogue) -> list[Deed]:
    return [run.deed()]


def _tracing_tool() -> Tool:
    """The program with the matcher that it used for footage."""
    matcher = matching_tool()
    program = this_program()
    return replace(program, details={**program.details, "matching": matcher.version})


def _inputs(exhibits: Sequence[ExhibitRecord]) -> list[list[str]]:
    """All that a trace depends on: each exhibit with the results of its machine runs."""
    return [
        [
            record.exhibit.number,
            record.exhibit.digest,
            *(digest for digest in (record.document, record.reading, record.fingerprint) if digest),
        ]
        for record in exhibits
    ]


def _trace(case: Case, exhibits: Sequence[ExhibitRecord], progress: Progress) -> Traced:
    progress.begin("Tracing words", None)
    pages = [
        TracedPage(record.exhibit.number, document.text, document.description, reading)
        for record in exhibits
        if record.text and record.document and record.reading
        for document in [load_document(case, record.text, record.document)]
        for reading in [load_reading(case, record.reading)]
    ]
    words = trace_words(pages)
    progress.begin("Tracing shots", None)
    matches = _matches(case, exhibits)
    return Traced((*words, *trace_footage(_footage(exhibits), matches)), matches)


def _matches(case: Case, exhibits: Sequence[ExhibitRecord]) -> tuple[Match, ...]:
    """Matches between different objects, and between the exhibits that share one."""
    holders: dict[str, list[ExhibitRecord]] = {}
    for record in exhibits:
        if record.fingerprint:
            holders.setdefault(record.exhibit.digest, []).append(record)
    prints = {
        records[0].exhibit.number: load_fingerprint(case, records[0].fingerprint)
        for records in holders.values()
        if records[0].fingerprint
    }
    identical = tuple(
        _identical(first.exhibit.number, second.exhibit.number, prints[records[0].exhibit.number])
        for records in holders.values()
        for first, second in pairwise(records)
    )
    return (*match_all(prints), *identical)

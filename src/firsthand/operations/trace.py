"""Trace: find the same words and the same shots in a case, and record the families they make.

The run is recorded like any other machine run: its inputs (as one list object), its result (as one
object) and pictures of moments that copies of a recording share. Where nothing has changed since
the last trace, that one stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any

from firsthand.capture.sidecars import published_interval
from firsthand.catalogue.catalogue import Catalogue
from firsthand.catalogue.records import ExhibitRecord
from firsthand.confine import confinement_in_force
from firsthand.evidence.entries import Purpose
from firsthand.evidence.exhibits import Tool
from firsthand.evidence.families import Family
from firsthand.evidence.footage import Match
from firsthand.evidence.json_values import to_json
from firsthand.footage.decoding import decoder_tool
from firsthand.footage.fingerprints import Fingerprint
from firsthand.footage.matching import identical, match_all, matching_tool
from firsthand.operations.case import Case, Deed
from firsthand.operations.engines import Made, Run, keep
from firsthand.operations.load import load_document, load_fingerprint, load_reading
from firsthand.operations.moments import picture_moments
from firsthand.operations.progress import Progress
from firsthand.operations.tools import this_program
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
        outputs = keep(case.objects, _trace(case, exhibits, progress))
        run = Run(Purpose.TRACE, tool, (inputs,), outputs, confinement=confinement_in_force())
        case.record(partial(_deeds, run))
    return Traced(
        tuple(record.family for record in case.catalogue.families()),
        tuple(record.match for record in case.catalogue.matches()),
    )


def _deeds(run: Run, catalogue: Catalogue) -> list[Deed]:
    """The entry of the run, unless another process has recorded the same one meanwhile."""
    known = catalogue.runs(run.inputs[0], Purpose.TRACE)
    return [] if any(one.tool == run.tool for one in known) else [run.deed()]


def _tracing_tool() -> Tool:
    """The program with the matcher and the decoder that it used for footage."""
    matcher, decoder = matching_tool(), decoder_tool()
    program = this_program()
    used = {
        "matching": f"{matcher.name} {matcher.version}",
        "decoding": f"{decoder.name} {decoder.version}",
    }
    return replace(program, details={**program.details, **used})


def _inputs(exhibits: Sequence[ExhibitRecord]) -> list[list[str]]:
    """All that a trace depends on: each exhibit with the results of its machine runs."""
    return [
        [
            record.exhibit.number,
            record.exhibit.digest,
            *(digest for digest in _results(record) if digest),
        ]
        for record in exhibits
    ]


def _results(record: ExhibitRecord) -> tuple[str | None, ...]:
    return record.document_digest, record.reading_digest, record.fingerprint_digest


def _trace(case: Case, exhibits: Sequence[ExhibitRecord], progress: Progress) -> Made:
    """What the run leaves: matches, families and shown moments, and the pictures of these."""
    progress.begin("Tracing words", None)
    pages = [
        TracedPage(record.exhibit.number, document.text, document.description, reading)
        for record in exhibits
        if record.text_digest and record.document_digest and record.reading_digest
        for document in [load_document(case, record.text_digest, record.document_digest)]
        for reading in [load_reading(case, record.reading_digest)]
    ]
    words = trace_words(pages)
    progress.begin("Tracing shots", None)
    holders, prints = _fingerprints(case, exhibits)
    matches = _matches(holders, prints)
    shots = trace_footage(_footage(exhibits), matches)
    digests = {number: digest for digest, numbers in holders.items() for number in numbers}
    moments, pictures = picture_moments(case, shots, matches, digests, progress)
    found = {"matches": matches, "families": (*words, *shots), "moments": moments}
    return {"trace": canonical_bytes(to_json(found)), **pictures}


def _fingerprints(
    case: Case, exhibits: Sequence[ExhibitRecord]
) -> tuple[dict[str, list[str]], dict[str, Fingerprint]]:
    """The exhibits of each object of footage, and the fingerprint of the first of them."""
    holders: dict[str, list[str]] = {}
    prints: dict[str, Fingerprint] = {}
    for record in exhibits:
        if record.fingerprint_digest:
            same = holders.setdefault(record.exhibit.digest, [])
            same.append(record.exhibit.number)
            if len(same) == 1:
                prints[same[0]] = load_fingerprint(case, record.fingerprint_digest)
    return holders, prints


def _matches(
    holders: Mapping[str, Sequence[str]], prints: Mapping[str, Fingerprint]
) -> tuple[Match, ...]:
    """Matches between different objects, and between the exhibits that share one."""
    repeated = tuple(
        identical(first, second, prints[numbers[0]])
        for numbers in holders.values()
        for first, second in pairwise(numbers)
    )
    return (*match_all(prints), *repeated)


def _footage(exhibits: Sequence[ExhibitRecord]) -> list[TracedFootage]:
    return [
        TracedFootage(
            exhibit=record.exhibit.number,
            digest=record.exhibit.digest,
            published=published_interval(record.exhibit.capture.claimed),
            poster=_poster(record.exhibit.capture.claimed),
            description=record.description,
        )
        for record in exhibits
        if record.fingerprint_digest
    ]


def _poster(claimed: Mapping[str, Any]) -> str | None:
    for key in ("uploader", "channel", "uploader_id"):
        if isinstance(claimed.get(key), str) and claimed[key]:
            return str(claimed[key])
    return None

"""Downloaders' records: exhibits that only say something about the clip that they stand beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from firsthand.dossier.report_content import ReportedExhibit
from firsthand.evidence.exhibits import Capture

_ENDING = ".info.json"


@dataclass(frozen=True, slots=True)
class Records:
    """Which exhibits are downloaders' records of which, both ways, by number."""

    of_clip: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    of_record: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def records_among(exhibits: Iterable[ReportedExhibit]) -> Records:
    """The records among exhibits: a file that an exhibit of the same folder names as its own.

    A record that was captured twice belongs to its clip both times; one that stands beside several
    files belongs to each of them.
    """
    known = list(exhibits)
    at_place: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in known:
        capture = one.exhibit.capture
        folder = _folder(capture)
        if folder is not None and capture.name.endswith(_ENDING):
            at_place[folder, capture.name].append(one.exhibit.number)
    of_clip: dict[str, tuple[str, ...]] = {}
    of_record: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for one in known:
        capture = one.exhibit.capture
        folder, named = _folder(capture), capture.facts.get("sidecar")
        if folder is None or not isinstance(named, str) or capture.name.endswith(_ENDING):
            continue
        if numbers := tuple(at_place.get((folder, named), ())):
            of_clip[one.exhibit.number] = numbers
            for number in numbers:
                of_record[number] = (*of_record[number], one.exhibit.number)
    return Records(of_clip, dict(of_record))


def _folder(capture: Capture) -> str | None:
    """The origin without the name at its end, where that is what the origin ends in."""
    if capture.name and capture.origin.endswith(capture.name):
        return capture.origin.removesuffix(capture.name)
    return None

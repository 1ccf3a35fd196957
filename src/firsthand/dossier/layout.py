"""Where each object of a case stands in its dossier.

>>> original_path("E-0001", "harbour.MP4")
'data/originals/E-0001.mp4'
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from firsthand.dossier.contents import ORIGINAL, SETTINGS, CaseContents
from firsthand.evidence.entries import Purpose

CASE_SETTINGS = "data/case.toml"
INDEX = "data/objects-index.tsv"
ENTRIES = "data/log/entries.ndjson"
LOG = "data/log/"
TIMESTAMPS = "data/timestamps/"
KEYS = "data/keys/"
PROOFS = "data/proofs/"
#: What the caller of `seal` may add, each below `data/`.
EXTRAS = ("report/", "exports/")
NO_EXHIBIT = "-"

_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,8})$")
_PICTURE = re.compile(
    r"(describe-media picture|trace picture/E-[0-9]{4,9})/([0-9]{1,9}(?:\.[0-9]{1,9})?)(/blurred)?"
)
_OUTPUTS = {
    "extract-text text": "data/texts/{}.txt",
    "read reading": "data/readings/{}.json",
    "describe-media description": "data/descriptions/{}.json",
}


@dataclass(frozen=True, slots=True)
class PlacedObject:
    """A file of the dossier that holds an object; `exhibit` is `-` where it is of none alone."""

    path: str
    digest: str
    exhibit: str
    what: str

    def line(self) -> str:
        """The object's line in `data/objects-index.tsv`."""
        return f"{self.digest}\t{self.path}\t{self.exhibit}\t{self.what}\n"


def original_path(number: str, name: str) -> str:
    """Where an exhibit's bytes stand: its number, and the original extension if it is plain."""
    found = _EXTENSION.search(name)
    return f"data/originals/{number}.{found[1].lower() if found else 'bin'}"


def output_path(number: str, what: str) -> str | None:
    """Where a machine run's output for an exhibit stands, if it has a place by name."""
    if what in _OUTPUTS:
        return _OUTPUTS[what].format(number)
    picture = _PICTURE.fullmatch(what)
    if picture is None:
        return None
    folder = "moments" if picture[1].startswith(Purpose.TRACE) else "pictures"
    return f"data/{folder}/{number}/{picture[2]}{'-blurred' if picture[3] else ''}.jpg"


def lay_out(contents: CaseContents) -> tuple[PlacedObject, ...]:
    """A place for every object that the log names, in the order of the paths.

    Every exhibit has its own file, also where two have the same bytes. Of several runs of one
    engine the last has the place by name; whatever has none is `data/objects/<digest>`.
    """
    placed: dict[str, PlacedObject] = {}
    for exhibit in contents.exhibits:
        path = original_path(exhibit.number, exhibit.name)
        placed[path] = PlacedObject(path, exhibit.digest, exhibit.number, ORIGINAL)
    if contents.settings:
        placed[CASE_SETTINGS] = PlacedObject(
            CASE_SETTINGS, contents.settings[-1], NO_EXHIBIT, SETTINGS
        )
    latest: dict[str, int] = {}
    for digest, uses in contents.uses():
        for use in uses:
            for number in contents.exhibits_of(use):
                named = output_path(number, use.what)
                if named is not None and latest.get(named, -1) <= use.index:
                    latest[named] = use.index
                    placed[named] = PlacedObject(named, digest, number, use.what)
    has_place = {p.digest for p in placed.values()}
    for digest, uses in contents.uses():
        if digest not in has_place:
            path = f"data/objects/{digest}"
            placed[path] = PlacedObject(path, digest, NO_EXHIBIT, uses[-1].what)
    return tuple(placed[path] for path in sorted(placed))

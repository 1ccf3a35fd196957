"""Where on Earth a name may be: every settlement of that name that the gazetteer knows.

The gazetteer is `data/gazetteer.zip`, made by `scripts/gazetteer` from GeoNames (CC BY 4.0): for
the first two letters of a folded name a member, of lines `folded name, name, country, latitude,
longitude, population`. Only the members that are asked for are read, and nothing at the start.
"""

from __future__ import annotations

import functools
import re
import unicodedata
import zipfile
from importlib import resources
from io import BytesIO

from firsthand.evidence.statements import PlaceCandidate

SOURCE = "GeoNames"


def candidates(name: str) -> tuple[PlaceCandidate, ...]:
    """All settlements of a name, the largest first; none is more likely for standing first.

    Letters count without their marks ("Kérouane" is "Kerouane"); a kind of place around the name
    ("the village of", "City") is left out where the name alone is known.
    """
    key = folded(name)
    return _of_key(key) or _of_key(_KIND.sub("", key))


_KIND = re.compile(
    r"^(?:the )?(?:(?:city|town|village|port|district|province|region) of )?"
    r"|(?: (?:city|town|village|district|province|region|oblast|governorate))$"
)


@functools.lru_cache(maxsize=4096)
def _of_key(key: str) -> tuple[PlaceCandidate, ...]:
    lines = _member(member_of(key)) if key else ""
    found = []
    at = lines.find(f"\n{key}\t")
    while at >= 0:
        end = lines.index("\n", at + 1)
        _, name, country, latitude, longitude, population = lines[at + 1 : end].split("\t")
        place = (name, country, float(latitude), float(longitude), int(population), SOURCE)
        found.append(PlaceCandidate(*place))
        at = end if lines.startswith(f"{key}\t", end + 1) else -1  # the lines are sorted
    return tuple(sorted(found, key=lambda c: (-c.population, c.country, c.latitude, c.longitude)))


def folded(name: str) -> str:
    """A name in small letters of ASCII, words parted by one blank."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", plain.replace("'", "")).strip()


def member_of(key: str) -> str:
    """The name of the member in which the lines of a folded name stand."""
    return re.sub(r"[^a-z0-9]", "_", key[:2])


@functools.lru_cache(maxsize=256)
def _member(name: str) -> str:
    """The lines of a member, a line feed before and behind each; empty where there is none."""
    try:
        return _archive().read(name).decode("utf-8")
    except KeyError:
        return ""


@functools.cache
def _archive() -> zipfile.ZipFile:
    packed = resources.files("firsthand.reading") / "data" / "gazetteer.zip"
    return zipfile.ZipFile(BytesIO(packed.read_bytes()))

"""One flipped bit in any file of a case or dossier is found, and the file is named."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from firsthand.dossier.check import check_case, check_dossier
from firsthand.dossier.defects import printable

FLIPS_A_FILE = 4
#: Versions of case.toml before the last need not be kept, so their absence is a note.
SUPERSEDED = "settings-not-kept"


def files_of(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def flips(path: Path, seed: str) -> list[tuple[int, int]]:
    """(byte, bit) of the flips for a file: its ends, and some in between."""
    rng = random.Random(seed)
    size = path.stat().st_size
    places = {0, size - 1, *(rng.randrange(size) for _ in range(FLIPS_A_FILE))}
    return [(place, rng.randrange(8)) for place in sorted(places)]


def undetected(folder: Path, check) -> list[str]:
    missed = []
    for name in files_of(folder):
        path = folder / name
        path.chmod(0o644)
        good = path.read_bytes()
        for place, bit in flips(path, name):
            bad = bytearray(good)
            bad[place] ^= 1 << bit
            path.write_bytes(bad)
            if not any(name == defect.path for defect in check(folder).defects):
                missed.append(f"{name} byte {place} bit {bit}")
        path.write_bytes(good)
    assert check(folder).defects == ()
    return missed


def test_one_flipped_bit_in_any_file_of_a_case_is_found_and_the_file_is_named(case):
    assert undetected(case.folder, check_case) == []


def test_one_flipped_bit_in_any_file_of_a_dossier_is_found_and_the_file_is_named(dossier):
    assert undetected(dossier, check_dossier) == []


@pytest.mark.parametrize("kind", ["case", "dossier"])
def test_removing_or_cutting_any_file_is_found_and_the_file_is_named(case, dossier, kind):
    folder, check = (case.folder, check_case) if kind == "case" else (dossier, check_dossier)
    missed = []
    for name in files_of(folder):
        path = folder / name
        path.chmod(0o644)
        good = path.read_bytes()
        for bad in (good[:-1], good + b"\n", b""):
            path.write_bytes(bad)
            if not any(name == defect.path for defect in check(folder).defects):
                missed.append(f"{name} with {len(bad)} bytes for {len(good)}")
        path.unlink()
        told = [*check(folder).defects, *(n for n in check(folder).notes if n.code == SUPERSEDED)]
        if not any(name == each.path for each in told):
            missed.append(f"{name} removed")
        path.write_bytes(good)
    assert missed == []


@pytest.mark.parametrize("kind", ["case", "dossier"])
def test_a_file_added_beside_any_file_is_found_and_named(case, dossier, kind):
    folder, check = (case.folder, check_case) if kind == "case" else (dossier, check_dossier)
    for name in files_of(folder):
        # What lies beside case.toml is none of the case's business, and a note says so.
        if "/" not in name and kind == "case":
            continue
        added = (folder / name).with_name("added")
        added.write_bytes(b"added")
        path = printable(added.relative_to(folder).as_posix())
        found = [(d.code, d.path) for d in check(folder).defects]
        assert ("unexpected-file", path) in found
        added.unlink()

"""Match: the footage engines on plain files, without a case."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from firsthand.evidence.errors import MissingThingError
from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.evidence.footage import Match
from firsthand.footage.fingerprinting import fingerprint
from firsthand.footage.fingerprints import Fingerprint
from firsthand.footage.matching import identical, match_all
from firsthand.operations.progress import Progress
from firsthand.operations.workers import Workers


@dataclass(frozen=True, slots=True)
class FilesMatched:
    """The matches among files, each file's length in seconds, and those that failed."""

    matches: tuple[Match, ...]
    seconds: Mapping[str, float]
    failures: Mapping[str, Failure]


def match_files(paths: Sequence[Path], workers: Workers, progress: Progress) -> FilesMatched:
    """Fingerprint every file and match each with every other; one that fails fails alone."""
    for path in paths:
        if not path.is_file():
            raise MissingThingError(f"There is no file {path}.")
    progress.begin("Fingerprinting", len(paths))
    prints: dict[str, Fingerprint] = {}
    failures: dict[str, Failure] = {}
    unique = list(dict.fromkeys(paths))
    for path, result in workers.run(_fingerprint, unique):
        if isinstance(result, Failure):
            failures[str(path)] = result
            progress.note(f"{path}: {result.sentence}")
        else:
            prints[str(path)] = result
        progress.step(path.name)
    progress.begin("Matching", None)
    ordered = {str(path): prints[str(path)] for path in unique if str(path) in prints}
    return FilesMatched(
        _matches(ordered),
        {name: one.duration / 1000 for name, one in ordered.items()},
        failures,
    )


def _matches(prints: Mapping[str, Fingerprint]) -> tuple[Match, ...]:
    holders: dict[str, list[str]] = {}
    for name in prints:
        holders.setdefault(_digest(Path(name)), []).append(name)
    different = {names[0]: prints[names[0]] for names in holders.values()}
    same = tuple(
        identical(first, second, prints[first])
        for names in holders.values()
        for first, second in pairwise(names)
    )
    return (*match_all(different), *same)


def _fingerprint(path: Path) -> Fingerprint | Failure:
    try:
        return fingerprint(path)
    except UnreadableError as error:
        return error.failure


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

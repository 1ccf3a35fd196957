"""What has to hold of a case and a dossier after a kill, and after the work was finished.

Each check gives sentences about what does not hold; none is the only good answer.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from benchmarks.kills.victims import Said

from firsthand import assembly
from firsthand.catalogue.catalogue import Catalogue
from firsthand.evidence.errors import FirsthandError
from firsthand.operations.progress import Silent
from firsthand.proof.checkpoints import open_checkpoint
from firsthand.proof.merkle import leaf_hash, root_hash


@dataclass(frozen=True)
class Outcome:
    """What a case holds in the end, as far as two runs over the same files agree on it."""

    exhibits: Counter[tuple[str, str]]
    runs: Counter[tuple[str, str]]
    counts: Mapping[str, int]


@dataclass
class Known:
    """What was acknowledged so far: the exhibits seen, and the newest checkpoint published."""

    exhibits: dict[str, str] = field(default_factory=dict)  # number → digest
    checkpoint: bytes = b""

    def look(self, case: Path) -> None:
        """Remember the checkpoint that is published now."""
        path = case / "log" / "checkpoint"
        if path.exists():
            self.checkpoint = path.read_bytes()


def digests_below(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder, by its absolute path."""
    return {
        os.fspath(path): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def check_case(case: Path, inputs: Mapping[str, str], known: Known, said: Said) -> Iterator[str]:
    """A case after a kill, or after its work was finished."""
    report = assembly.verify_folder(case, Silent())
    for defect in report.defects:
        yield f"verify: {defect.code} {defect.path}: {defect.sentence}"
    yield from _check_log(case, known)
    opened = assembly.open_case(case, writing=False)
    with opened.catalogue as catalogue:
        opened.catch_up()
        before = len(known.exhibits)
        yield from _check_exhibits(catalogue, inputs, known)
        preserved = sum(count for _, count in said.steps_of("Preserving"))
        if len(known.exhibits) < before + preserved:
            yield f"{preserved} captures were acknowledged; {len(known.exhibits) - before} are new"
        read = {record.exhibit.capture.name for record in catalogue.exhibits() if record.runs}
        for name, _ in said.steps_of("Examining"):
            if name not in read:
                yield f"{name} was said to be examined, and has no machine run"


def _check_log(case: Path, known: Known) -> Iterator[str]:
    """The log continues the checkpoint that was published right before the kill."""
    if not known.checkpoint:
        return
    opened = assembly.open_case(case, writing=False)
    opened.catalogue.close()
    old = open_checkpoint(known.checkpoint, opened.settings.key)
    try:
        hashes = [leaf_hash(leaf) for leaf in opened.log.leaves(0, old.size)]
    except FirsthandError as error:
        yield f"the log lost entries that a checkpoint covered: {error.message}"
        return
    if root_hash(hashes) != old.root:
        yield "the log does not continue the checkpoint that was published before the kill"


def _check_exhibits(catalogue: Catalogue, inputs: Mapping[str, str], known: Known) -> Iterator[str]:
    """Every exhibit has its file's bytes, none is doubled, and none that was there is gone."""
    found = {record.exhibit.number: record.exhibit for record in catalogue.exhibits()}
    for number, digest in known.exhibits.items():
        if number not in found or found[number].digest != digest:
            yield f"{number} was acknowledged, and is gone or another"
    for exhibit in found.values():
        if inputs.get(exhibit.capture.origin) != exhibit.digest:
            yield f"{exhibit.number} has not the bytes of {exhibit.capture.origin}"
    doubled = Counter(exhibit.capture.origin for exhibit in found.values())
    for origin, times in doubled.items():
        if times > 1:
            yield f"{origin} is {times} exhibits"
    known.exhibits = {number: exhibit.digest for number, exhibit in found.items()}


def check_dossier(destination: Path, exhibits: int, *, must_exist: bool) -> Iterator[str]:
    """A dossier is there whole or not at all."""
    if not destination.exists():
        if must_exist:
            yield "the sealing ended well and there is no dossier"
        return
    report = assembly.verify_folder(destination, Silent())
    for defect in report.defects:
        yield f"dossier: {defect.code} {defect.path}: {defect.sentence}"
    if report.proven.exhibits != exhibits:
        yield f"the dossier proves {report.proven.exhibits} of {exhibits} exhibits"


def is_sealed(case: Path) -> bool:
    """Whether the log has the entry of a sealing."""
    opened = assembly.open_case(case, writing=False)
    with opened.catalogue as catalogue:
        opened.catch_up()
        return bool(catalogue.seals())


def outcome_of(case: Path) -> Outcome:
    """What a finished case holds."""
    opened = assembly.open_case(case, writing=False)
    with opened.catalogue as catalogue:
        opened.catch_up()
        counts = catalogue.counts()
        return Outcome(
            Counter((one.capture.origin, one.digest) for one in catalogue.captured()),
            Counter((run.purpose, run.inputs[0]) for run in catalogue.runs()),
            {
                name: getattr(counts, name)
                for name in ("exhibits", "objects", "documents", "media", "statements", "figures",
                             "matches", "families", "failures", "entries")
            },
        )  # fmt: skip


def compare(found: Outcome, expected: Outcome) -> Iterator[str]:
    """A finished case holds what that of an undisturbed run holds."""
    if found.exhibits != expected.exhibits:
        more, fewer = found.exhibits - expected.exhibits, expected.exhibits - found.exhibits
        yield f"exhibits: {dict(more)} too many, {dict(fewer)} missing"
    if found.runs != expected.runs:
        more, fewer = found.runs - expected.runs, expected.runs - found.runs
        yield f"machine runs: {dict(more)} too many, {dict(fewer)} missing"
    if found.counts != expected.counts:
        yield f"counts differ: {dict(found.counts)} against {dict(expected.counts)}"

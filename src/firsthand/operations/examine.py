"""Examine: every engine that an object calls for, once, each in confinement, each on the record.

What is still to do is derived from the log: an object without a machine run of the tool in use, or
of that tool with a further program, is due, and so is a text that was not read yet. So an
interrupted examination goes on where it stopped, and a new version of an engine does its work
beside the old one's. Exhibits that share an object share its runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from firsthand.capture.media_type import HEAD_SIZE, MediaType, sniff
from firsthand.capture.sidecars import is_posting_record
from firsthand.catalogue.catalogue import Catalogue
from firsthand.evidence.entries import Purpose
from firsthand.evidence.exhibits import Exhibit, Tool
from firsthand.evidence.failures import Failure
from firsthand.operations.case import Case, Deed
from firsthand.operations.engines import (
    Made,
    Run,
    description_of,
    fingerprint_of,
    reading_of,
    run_engine,
    text_of,
    tool_for,
)
from firsthand.operations.load import load_document
from firsthand.operations.progress import Progress
from firsthand.operations.tools import this_program

_PURPOSES = {
    "document": (Purpose.EXTRACT_TEXT, Purpose.READ),
    "footage": (Purpose.DESCRIBE_MEDIA, Purpose.FINGERPRINT),
    "other": (),
}


@dataclass(frozen=True, slots=True)
class Due:
    """An object to be examined, by the first exhibit that has it, and what for."""

    exhibit: Exhibit
    media_type: MediaType
    purposes: tuple[Purpose, ...]


@dataclass(slots=True)
class Examined:
    """What came of an examination: how many machine runs, and the failures by exhibit number."""

    runs: int = 0
    failures: list[tuple[str, Failure]] = field(default_factory=list)


def examine(case: Case, progress: Progress) -> Examined:
    """Examine every object of the case that is due, and record each as it is done."""
    case.catch_up()
    due = list(_due(case))
    outcome = Examined()
    if not due:
        return outcome
    progress.begin("Examining", len(due))
    for one, runs in case.workers.run(partial(_examine, case), due):
        case.record(partial(_deeds, runs))
        outcome.runs += len(runs)
        for run in runs:
            if run.failure is not None:
                outcome.failures.append((one.exhibit.number, run.failure))
                progress.note(f"{one.exhibit.number}: {run.failure.sentence}")
        progress.step(one.exhibit.capture.name)
    return outcome


def due_exhibits(case: Case) -> tuple[str, ...]:
    """The numbers of the exhibits whose bytes were not, or not wholly, examined yet."""
    return tuple(one.exhibit.number for one in _due(case))


def media_type_of(case: Case, exhibit: Exhibit) -> MediaType:
    """What an exhibit's bytes are, told by their beginning."""
    with case.objects.open(exhibit.digest) as stream:
        return sniff(stream.read(HEAD_SIZE), exhibit.capture.name)


def _due(case: Case) -> Iterator[Due]:
    seen: set[str] = set()
    for record in case.catalogue.exhibits():
        exhibit = record.exhibit
        if exhibit.digest in seen:
            continue
        seen.add(exhibit.digest)
        media_type = media_type_of(case, exhibit)
        purposes = _PURPOSES[media_type.room]
        if is_posting_record(exhibit.capture.name, media_type.media_type):
            continue  # it was read when the footage beside it was captured
        if media_type.mislabelled_as is not None or not purposes:
            purposes = (Purpose.IDENTIFY, *purposes)
        left = [p for p in purposes if not _is_done(case, exhibit.digest, p, media_type)]
        if Purpose.EXTRACT_TEXT in left and Purpose.READ not in left:
            left.append(Purpose.READ)  # should the text come out otherwise than before
        if left:
            yield Due(exhibit, media_type, tuple(left))


def _is_done(case: Case, digest: str, purpose: Purpose, media_type: MediaType) -> bool:
    runs = case.catalogue.runs(digest, purpose)
    if purpose is Purpose.IDENTIFY:
        return bool(runs)
    tool = tool_for(purpose, media_type.media_type)
    if purpose is Purpose.READ:
        texts = [run for run in case.catalogue.runs(digest, Purpose.EXTRACT_TEXT) if run.outputs]
        if not texts:  # there is nothing to read, or not yet
            return bool(case.catalogue.runs(digest, Purpose.EXTRACT_TEXT))
        runs = tuple(run for run in runs if {*texts[-1].outputs.values()} <= {*run.inputs})
    return any(_is_as_good(run.tool, tool) for run in runs)


def _is_as_good(used: Tool, tool: Tool) -> bool:
    """Whether a tool is the one in use, or that with a program which is not installed here."""
    same = (used.name, used.version) == (tool.name, tool.version)
    return same and tool.details.items() <= used.details.items()


def _examine(case: Case, one: Due) -> list[Run]:
    runs: list[Run] = []
    with case.objects.local_path(one.exhibit.digest) as path:
        for purpose in one.purposes:
            run = _run(case, one, purpose, path, runs)
            if run is not None:
                runs.append(run)
    return runs


def _run(case: Case, one: Due, purpose: Purpose, path: Path, before: Sequence[Run]) -> Run | None:
    digest, media_type = one.exhibit.digest, one.media_type.media_type
    if purpose is Purpose.IDENTIFY:
        return Run(purpose, this_program(), (digest,), failure=_identity_failure(one))
    if purpose is Purpose.READ:
        return _read(case, digest, before)
    work: dict[Purpose, Callable[[], Made]] = {
        Purpose.EXTRACT_TEXT: partial(text_of, path, media_type),
        Purpose.DESCRIBE_MEDIA: partial(description_of, path),
        Purpose.FINGERPRINT: partial(fingerprint_of, path),
    }
    return run_engine(
        case.objects, purpose, tool_for(purpose, media_type), (digest,), work[purpose]
    )


def _read(case: Case, digest: str, before: Sequence[Run]) -> Run | None:
    """Read the text that was extracted last; `None` where there is none, or it was read already."""
    extracted = [
        *(run.outputs for run in case.catalogue.runs(digest, Purpose.EXTRACT_TEXT) if run.outputs),
        *(run.outputs for run in before if run.purpose is Purpose.EXTRACT_TEXT and run.outputs),
    ]
    if not extracted:
        return None
    text, facts = extracted[-1]["text"], extracted[-1]["document"]
    document = load_document(case, text, facts)
    tool = tool_for(Purpose.READ, "")
    inputs = (digest, text, facts)
    if any(
        r.tool == tool and r.inputs == inputs for r in case.catalogue.runs(digest, Purpose.READ)
    ):
        return None
    with case.objects.local_path(text) as path:
        work = partial(reading_of, path, document)
        return run_engine(case.objects, Purpose.READ, tool, inputs, work)


def _identity_failure(one: Due) -> Failure:
    """Why an exhibit is not what its name says, or cannot be opened by any engine."""
    found, name = one.media_type, one.exhibit.capture.name
    if one.exhibit.size == 0:
        return Failure("empty", f"{name} has no bytes.", "Capture it again from where it came.")
    if found.mislabelled_as is not None:
        return Failure(
            "mislabelled",
            f"{name} is named like {found.mislabelled_as}, but its bytes are {found.media_type}.",
            "It was examined as what its bytes are.",
        )
    return Failure(
        "unsupported",
        f"{name} is {found.media_type}, which no engine here opens.",
        "It is preserved. Unpack or convert a copy, and add that as well.",
    )


def _deeds(runs: Sequence[Run], catalogue: Catalogue) -> list[Deed]:
    """The entries of the runs that no other process has recorded meanwhile."""
    return [
        run.deed()
        for run in runs
        if all(
            (known.tool, known.inputs) != (run.tool, run.inputs)
            for known in catalogue.runs(run.inputs[0], run.purpose)
        )
    ]

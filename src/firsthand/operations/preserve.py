"""Preserve: keep the bytes of files and folders, and record how they came.

For each batch of what is found: store the bytes (a few waits for the disk a batch), then record the
captures in one step under the log's lock. Only then is a capture acknowledged. While one batch is
recorded, the next is stored; so a crash loses what was not acknowledged of two batches at most, and
calling again captures it. A file that was captured before from the same place, and has not changed
since, is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice

from firsthand.capture.source import Found, Refused, Source, find_all
from firsthand.capture.surroundings import Surroundings, surroundings_here
from firsthand.catalogue.catalogue import Catalogue
from firsthand.evidence.entries import Act
from firsthand.evidence.exhibits import Capture, Exhibit, exhibit_number
from firsthand.evidence.json_values import to_json
from firsthand.operations.case import Case, Deed
from firsthand.operations.progress import Progress
from firsthand.proof.canonical import canonical_bytes
from firsthand.vault.object_store import StoredObject

_BATCH_FILES = 1000
_BATCH_BYTES = 256 * 1024 * 1024
_LARGEST_CLAIMS = 24_000  # bytes of JSON; an entry has to fit a bundle of the log

#: What was stored, with the record of the act.
Acquired = tuple[StoredObject, Capture]


@dataclass(slots=True)
class Preserved:
    """What came of preserving: new exhibit numbers, what was there already, what was refused."""

    exhibits: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    bytes: int = 0


def preserve(
    case: Case, sources: Iterable[Source], progress: Progress, *, again: bool = False
) -> Preserved:
    """Capture everything that the sources hold; `again` captures what is unchanged as well."""
    outcome = Preserved()
    here = surroundings_here()
    case.catch_up()
    progress.begin("Preserving", None)
    # Storing stays in this thread, so that an interruption ends it at once; a batch whose recording
    # has begun is recorded to its end.
    with ThreadPoolExecutor(1, "recording") as recorder:
        recording: Future[_Recorded] | None = None
        for batch in _batches(_fresh(case, sources, outcome, progress, again=again)):
            acquired = _store(case, batch, here, outcome, progress)
            if recording is not None:
                _acknowledge(recording.result(), outcome, progress)
            recording = recorder.submit(_record, case, acquired, again=again)
        if recording is not None:
            _acknowledge(recording.result(), outcome, progress)
    return outcome


def _fresh(
    case: Case, sources: Iterable[Source], outcome: Preserved, progress: Progress, *, again: bool
) -> Iterator[Found]:
    """What is to be captured; the rest is counted in the outcome."""
    meeting = find_all(sources)
    while some := list(islice(meeting, _BATCH_FILES)):
        known = {} if again else case.catalogue.captured_at([met.origin for met in some])
        for met in some:
            if isinstance(met, Refused):
                outcome.refused.append(met)
                progress.note(f"Refused: {met.origin}. {met.sentence}")
            elif any(met.unchanged_since(one.capture) for one in known.get(met.origin, ())):
                outcome.already.append(met.origin)
            else:
                yield met


def _batches(found: Iterable[Found]) -> Iterator[list[Found]]:
    batch: list[Found] = []
    waiting = 0
    for one in found:
        batch.append(one)
        waiting += one.size or 0
        if len(batch) >= _BATCH_FILES or waiting >= _BATCH_BYTES:
            yield batch
            batch, waiting = [], 0
    if batch:
        yield batch


def _store(
    case: Case,
    batch: Sequence[Found],
    here: Surroundings,
    outcome: Preserved,
    progress: Progress,
) -> list[Acquired]:
    acquired: list[Acquired] = []
    stored = case.objects.put_batch([found.open for found in batch])
    for found, kept in zip(batch, stored, strict=True):
        if isinstance(kept, OSError):
            sentence = f"It could not be read: {kept.strerror or kept}."
            outcome.refused.append(Refused(found.origin, "unreadable", sentence))
            progress.note(f"Refused: {found.origin}. {sentence}")
        else:
            acquired.append((kept, _fitting(found.capture(here))))
    return acquired


@dataclass(frozen=True, slots=True)
class _Recorded:
    """A batch that is in the log: the numbers it got, and the origins that needed none."""

    acquired: Sequence[Acquired]
    numbers: Sequence[str]
    already: Sequence[str]


def _record(case: Case, acquired: Sequence[Acquired], *, again: bool) -> _Recorded:
    numbers: list[str] = []
    already: list[str] = []

    def compose(catalogue: Catalogue) -> list[Deed]:
        ordinal = catalogue.next_ordinal()
        origins = [capture.origin for _, capture in acquired]
        known = {} if again else catalogue.captured_at(origins)
        deeds: list[Deed] = []
        for kept, capture in acquired:
            if any(_is_same(one, kept, capture) for one in known.get(capture.origin, ())):
                already.append(capture.origin)  # another process was faster, or only looks changed
                continue
            number = exhibit_number(ordinal + len(deeds))
            numbers.append(number)
            exhibit = Exhibit(number, kept.digest, kept.size, capture)
            deeds.append((Act.CAPTURE, to_json(exhibit)))
        return deeds

    case.record(compose)
    return _Recorded(acquired, numbers, already)


def _is_same(known: Exhibit, kept: StoredObject, capture: Capture) -> bool:
    return known.digest == kept.digest and known.capture.modified == capture.modified


def _acknowledge(recorded: _Recorded, outcome: Preserved, progress: Progress) -> None:
    outcome.exhibits.extend(recorded.numbers)
    outcome.already.extend(recorded.already)
    outcome.bytes += sum(kept.size for kept, _ in recorded.acquired)
    if recorded.acquired:
        progress.step(recorded.acquired[-1][1].name, len(recorded.acquired))


def _fitting(capture: Capture) -> Capture:
    """The capture with its claims cut down, and saying so, where they would not fit an entry."""
    if not capture.claimed or len(canonical_bytes(to_json(capture.claimed))) <= _LARGEST_CLAIMS:
        return capture
    short = {
        key: value[:500] + " […]" if isinstance(value, str) and len(value) > 500 else value
        for key, value in capture.claimed.items()
    }
    note = "Long claims of the downloader's record are cut here; the record itself is an exhibit."
    return replace(capture, claimed=short, refused=(*capture.refused, note))

"""Preserve: keep the bytes of files and folders, and record how they came.

For each batch of what is found: store the bytes (one wait for the disk a batch), then record the
captures in one step under the log's lock. Only then is a capture acknowledged. A file that was
captured before from the same place, and has not changed since, is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

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

_BATCH_FILES = 500
_BATCH_BYTES = 256 * 1024 * 1024
_LARGEST_CLAIMS = 24_000  # bytes of JSON; an entry has to fit a bundle of the log


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
    for batch in _batches(_fresh(case, sources, outcome, progress, again=again)):
        stored = case.objects.put_batch([found.open for found in batch])
        acquired = _acquired(batch, stored, here, outcome, progress)
        _record(case, acquired, outcome, again=again)
        outcome.bytes += sum(kept.size for kept, _ in acquired)
        progress.step(batch[-1].name, len(batch))
    return outcome


def _fresh(
    case: Case, sources: Iterable[Source], outcome: Preserved, progress: Progress, *, again: bool
) -> Iterator[Found]:
    """What is to be captured; the rest is counted in the outcome."""
    for met in find_all(sources):
        if isinstance(met, Refused):
            outcome.refused.append(met)
            progress.note(f"Refused: {met.origin}. {met.sentence}")
        elif not again and any(
            met.unchanged_since(known.capture) for known in case.catalogue.captured(met.origin)
        ):
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


def _acquired(
    batch: Sequence[Found],
    stored: Sequence[StoredObject | OSError],
    here: Surroundings,
    outcome: Preserved,
    progress: Progress,
) -> list[tuple[StoredObject, Capture]]:
    acquired = []
    for found, kept in zip(batch, stored, strict=True):
        if isinstance(kept, OSError):
            sentence = f"It could not be read: {kept.strerror or kept}."
            outcome.refused.append(Refused(found.origin, "unreadable", sentence))
            progress.note(f"Refused: {found.origin}. {sentence}")
        else:
            acquired.append((kept, _fitting(found.capture(here))))
    return acquired


def _record(
    case: Case,
    acquired: Sequence[tuple[StoredObject, Capture]],
    outcome: Preserved,
    *,
    again: bool,
) -> None:
    numbers: list[str] = []
    already: list[str] = []

    def compose(catalogue: Catalogue) -> list[Deed]:
        ordinal = catalogue.next_ordinal()
        deeds: list[Deed] = []
        for kept, capture in acquired:
            if not again and _known(catalogue, kept.digest, capture):
                already.append(capture.origin)  # another process was faster, or only looks changed
                continue
            number = exhibit_number(ordinal + len(deeds))
            numbers.append(number)
            exhibit = Exhibit(number, kept.digest, kept.size, capture)
            deeds.append((Act.CAPTURE, to_json(exhibit)))
        return deeds

    case.record(compose)
    outcome.exhibits.extend(numbers)
    outcome.already.extend(already)


def _known(catalogue: Catalogue, digest: str, capture: Capture) -> bool:
    return any(
        known.digest == digest and known.capture.modified == capture.modified
        for known in catalogue.captured(capture.origin)
    )


def _fitting(capture: Capture) -> Capture:
    """The capture with its claims cut down, and saying so, where they would not fit an entry."""
    if len(canonical_bytes(to_json(capture.claimed))) <= _LARGEST_CLAIMS:
        return capture
    short = {
        key: value[:500] + " […]" if isinstance(value, str) and len(value) > 500 else value
        for key, value in capture.claimed.items()
    }
    note = "Long claims of the downloader's record are cut here; the record itself is an exhibit."
    return replace(capture, claimed=short, refused=(*capture.refused, note))

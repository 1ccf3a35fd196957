"""Preserve: keep the bytes of files and folders, and record how they came.

What is found is stored in batches, in processes beside this one (see `keep`), and recorded in steps
under the log's lock, in the order in which it was found. Only then is a capture acknowledged. While
one step is recorded, the next batches are stored; a crash loses what was not acknowledged of these
few, and calling again captures it. A file that was captured before from the same place, and has not
changed since, is passed over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from firsthand.capture.source import Found, Refused, Source, find_all
from firsthand.capture.surroundings import surroundings_here
from firsthand.catalogue.catalogue import Catalogue
from firsthand.evidence.entries import Act
from firsthand.evidence.exhibits import Exhibit, exhibit_number
from firsthand.evidence.json_values import to_json
from firsthand.evidence.written_exhibits import WrittenExhibit
from firsthand.operations.case import Case, Deed
from firsthand.operations.keep import Kept, keep
from firsthand.operations.progress import Progress

_BATCH_FILES = 1000
_BATCH_BYTES = 256 * 1024 * 1024
_MOST_WAITING = 4000  # files whose bytes are kept, until they are recorded


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
    case.catch_up()
    progress.begin("Preserving", None)
    batches = _batches(_fresh(case, sources, outcome, progress, again=again))
    keeping = case.processes.run_in_order(partial(keep, case.objects, surroundings_here()), batches)
    with ThreadPoolExecutor(1, "recording") as recorder, closing(keeping):
        recording = _Recording(case, recorder, again, partial(_acknowledge, outcome, progress))
        try:
            for batch in keeping:
                _refuse(batch.refused, outcome, progress)
                recording.add(batch.kept)
        finally:
            recording.finish()  # also of what was stored before an error or an interruption
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
                _refuse([met], outcome, progress)
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


def _refuse(refused: Iterable[Refused], outcome: Preserved, progress: Progress) -> None:
    for one in refused:
        outcome.refused.append(one)
        progress.note(f"Refused: {one.origin}. {one.sentence}")


@dataclass(frozen=True, slots=True)
class _Recorded:
    """What is in the log: the numbers it got, and the origins that needed none."""

    kept: Sequence[Kept]
    numbers: Sequence[str]
    already: Sequence[str]


@dataclass
class _Recording:
    """Records what is kept in a thread of its own, one step at a time.

    Meanwhile this thread waits for what is stored next, so that an interruption ends that at once,
    but no step of recording. What gathers during a step is the next one: fewer waits for the disk.
    """

    case: Case
    recorder: ThreadPoolExecutor
    again: bool
    acknowledge: Callable[[_Recorded], None]
    running: Future[_Recorded] | None = None
    waiting: list[Kept] = field(default_factory=list)

    def add(self, batch: Sequence[Kept]) -> None:
        """Have a batch recorded soon."""
        self.waiting += batch
        if self.running is None or self.running.done() or len(self.waiting) >= _MOST_WAITING:
            self._next()

    def finish(self) -> None:
        """Wait until everything is recorded."""
        self._next()
        self._next()

    def _next(self) -> None:
        if self.running is not None:
            self.acknowledge(self.running.result())
            self.running = None
        if self.waiting:
            self.running = self.recorder.submit(_record, self.case, self.waiting, again=self.again)
            self.waiting = []


def _record(case: Case, batch: Sequence[Kept], *, again: bool) -> _Recorded:
    numbers: list[str] = []
    already: list[str] = []

    def compose(catalogue: Catalogue) -> list[Deed]:
        ordinal = catalogue.next_ordinal()
        known = {} if again else catalogue.captured_at([kept.origin for kept in batch])
        deeds: list[Deed] = []
        for kept in batch:
            if any(_is_same(one, kept) for one in known.get(kept.origin, ())):
                already.append(kept.origin)  # another process was faster, or only looks changed
                continue
            number = exhibit_number(ordinal + len(deeds))
            numbers.append(number)
            deeds.append((Act.CAPTURE, WrittenExhibit(number, *kept)))
        return deeds

    case.record(compose)
    return _Recorded(batch, numbers, already)


def _is_same(known: Exhibit, kept: Kept) -> bool:
    modified = json.loads(kept.capture)["modified"]
    return known.digest == kept.digest and to_json(known.capture.modified) == modified


def _acknowledge(outcome: Preserved, progress: Progress, recorded: _Recorded) -> None:
    outcome.exhibits.extend(recorded.numbers)
    outcome.already.extend(recorded.already)
    outcome.bytes += sum(kept.size for kept in recorded.kept)
    if recorded.kept:
        progress.step(recorded.kept[-1].name, len(recorded.kept))

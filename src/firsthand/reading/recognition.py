"""Text recognised in the scanned pages of a PDF file, page by page, with tesseract.

The pages are drawn in one confined child each and read in another. One language is tried at a time,
since models for several at once read each of them worse; of the installed ones the page's is the
one whose model is surest of what it reads. (Tesseract's own detection of scripts knows neither
Armenian nor Georgian.) Where a page settles the language, it is tried first on the next ones, and
the others only when it does badly.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from firsthand.confine import Limits, preload, run_confined
from firsthand.evidence.failures import UnreadableError
from firsthand.reading.extractors.pdf_scans import PICTURE, draw_page, scanned_pages
from firsthand.reading.recognised import Recognised
from firsthand.reading.tesseract import (
    PageReading,
    Tesseract,
    installed_tesseract,
    recognise,
)

MOST_PAGES = 200
#: Seconds that the recognition of one document may take; the page under way is finished.
LONGEST = 900.0

_MIB = 1024 * 1024
_LOOKING = Limits(memory_bytes=2048 * _MIB, cpu_seconds=90, wall_seconds=180)
_DRAWING = Limits(memory_bytes=1024 * _MIB, cpu_seconds=30, wall_seconds=60, output_bytes=32 * _MIB)
_SURE = 75.0  # a model of another language, let alone another script, stays below
_TELLING = 200  # letters on a page, enough to settle its language
_NOISE = 40.0  # what is read in leaves and gravel stays below


def recognise_scans(path: Path) -> Recognised:
    """The text of the pages that are pictures; nothing where tesseract is not installed.

    A page that cannot be drawn or read is told of in the notes. Raises `UnreadableError` where
    the document cannot be opened.
    """
    tesseract = installed_tesseract()
    if tesseract is None:
        return Recognised()
    preload((scanned_pages.__module__,))
    scanned = [int(page) for page in run_confined(scanned_pages, path, limits=_LOOKING).value]
    program = f"tesseract {tesseract.version}"
    recogniser = _Recogniser(path, tesseract)
    pages: dict[str, tuple[str, ...]] = {}
    notes: list[str] = []
    deadline = time.monotonic() + LONGEST
    for place, page in enumerate(scanned):
        if place == MOST_PAGES or time.monotonic() > deadline:
            notes.append(_left(scanned[place:], place))
            break
        try:
            reading, left_out = _without_noise(recogniser.page(page))
        except UnreadableError as error:
            notes.append(f"Page {page} is a picture that could not be read: {error.message}")
            continue
        notes.append(_note(page, reading, left_out, program))
        if reading.blocks:
            pages[str(page)] = tuple(p for block in reading.blocks for p in block.paragraphs)
    return Recognised(program, pages, tuple(notes))


@dataclass(slots=True)
class _Recogniser:
    """Reads the pages of one document; `settled` is the language that it seems to be in."""

    path: Path
    tesseract: Tesseract
    settled: str | None = None

    def page(self, number: int) -> PageReading:
        """The best reading of a page; raises `UnreadableError`."""
        drawn = run_confined(draw_page, self.path, options={"page": number}, limits=_DRAWING)
        readings: list[PageReading] = []
        for reading in self._readings(drawn.files[PICTURE], float(drawn.value)):
            readings.append(reading)
            if reading.language == self.settled and reading.confidence >= _SURE:
                break
        best = max(readings, key=lambda reading: reading.confidence)
        if best.letters >= _TELLING and best.confidence >= _SURE:
            self.settled = best.language
        return best

    def _readings(self, picture: bytes, dots_per_inch: float) -> Iterator[PageReading]:
        languages = self.tesseract.languages
        for language in sorted(languages, key=lambda code: code != self.settled):
            yield recognise(picture, dots_per_inch, self.tesseract, language)


def _without_noise(reading: PageReading) -> tuple[PageReading, int]:
    """The reading without the blocks that are hardly words, and how many those were."""
    kept = tuple(b for b in reading.blocks if b.confidence >= _NOISE and b.letters)
    return replace(reading, blocks=kept), len(reading.blocks) - len(kept)


def _note(page: int, reading: PageReading, left_out: int, program: str) -> str:
    noise = f" What was too unclear there ({left_out}) was left out." if left_out else ""
    if not reading.blocks:
        return f"Page {page} is a picture; {program} recognised no words in it.{noise}"
    return (
        f"Page {page} is a picture; its text was recognised by {program} (language "
        f"{reading.language}, mean confidence {reading.confidence:.0f} of 100) and may be wrong."
        f"{noise}"
    )


def _left(pages: Sequence[int], done: int) -> str:
    why = (
        f"{MOST_PAGES} are recognised at most"
        if done == MOST_PAGES
        else f"{LONGEST / 60:.0f} minutes were spent on those before"
    )
    which = f"{len(pages)} pages that are pictures, from page {pages[0]} on"
    return f"{which}, were not recognised: {why}."

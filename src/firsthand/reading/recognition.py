"""Text recognised in the scanned pages of a PDF file, page by page, with tesseract.

The pages are drawn in one confined child each and read in another. One language is tried at a time,
since models for several at once read each of them worse; of the installed ones the page's is the
one whose model is surest of what it reads. (Tesseract's own detection of scripts knows neither
Armenian nor Georgian.) Where a page settles the language, it is tried first on the next ones, and
the others only when it does badly.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
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
_MEANING = " (page, language, mean confidence of 100)"
_BOUNDS = f"at most {MOST_PAGES} are, within {LONGEST / 60:.0f} minutes"


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
    recogniser = _Recogniser(path, tesseract)
    found: dict[int, PageReading | UnreadableError] = {}
    deadline = time.monotonic() + LONGEST
    for page in scanned[:MOST_PAGES]:
        if time.monotonic() > deadline:
            break
        try:
            found[page] = recogniser.page(page)
        except UnreadableError as error:
            found[page] = error
    return _recognised(f"tesseract {tesseract.version}", found, scanned[len(found) :])


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


def _recognised(
    program: str, found: Mapping[int, PageReading | UnreadableError], left: Sequence[int]
) -> Recognised:
    """What was found page by page, without noise, and `left` pages, put into words."""
    pages: dict[str, tuple[str, ...]] = {}
    told, empty, unclear, broken = [], [], [], []
    for page, reading in found.items():
        if isinstance(reading, UnreadableError):
            broken.append(f"Page {page} is a picture that could not be read: {reading.message}")
            continue
        kept = tuple(b for b in reading.blocks if b.confidence >= _NOISE and b.letters)
        if len(kept) < len(reading.blocks):
            unclear.append(page)
        if kept:
            pages[str(page)] = tuple(text for block in kept for text in block.paragraphs)
            confidence = replace(reading, blocks=kept).confidence
            told.append(f"{page} ({reading.language}, {confidence:.0f})")
        else:
            empty.append(page)
    notes = (
        *_note(f"Recognised in pictures of pages by {program}, and may be wrong", told, _MEANING),
        *_note(f"Pages that are pictures in which {program} recognised no words", empty),
        *_note("Pages of whose picture a part was too unclear to be kept", unclear),
        *_note(f"Pages that are pictures and were not tried ({_BOUNDS})", left),
        *broken,
    )
    return Recognised(program, pages, notes)


def _note(words: str, pages: Sequence[int | str], meaning: str = "") -> tuple[str, ...]:
    listed = ", ".join(map(str, pages))
    return (f"{words}: {listed}{meaning}.",) if pages else ()

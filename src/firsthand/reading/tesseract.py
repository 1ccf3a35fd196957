"""The tesseract program, where it is installed: what it can read, and a picture read with it.

It runs confined, in one thread, on a picture that a confined child has drawn.
"""

from __future__ import annotations

import functools
import os
import shutil
from dataclasses import dataclass

from firsthand.confine import Limits, run_program_confined
from firsthand.evidence.failures import UnreadableError
from firsthand.reading.tesseract_table import Block, blocks_of

INSTALL = "apt-get install tesseract-ocr"
#: How the models of other languages are named where the program is packaged.
LANGUAGES = "tesseract-ocr-rus, tesseract-ocr-hye, …"

_MIB = 1024 * 1024
_LIMITS = Limits(memory_bytes=1536 * _MIB, cpu_seconds=90, wall_seconds=180, file_bytes=64 * _MIB)
#: Tried first, in this order, where installed; others follow in the order of their codes.
_FIRST_LANGUAGES = ("eng", "rus", "hye", "aze", "kat", "tur", "ukr", "ara", "fas")
_MOST_LANGUAGES = 8
_NO_LANGUAGES = ("osd", "equ", "snum")  # models of page layout, formulas and receipts


@dataclass(frozen=True, slots=True)
class Tesseract:
    """The installed program: its version, the languages in use (codes, the first is tried first),
    and whether it can tell which way up a page is."""

    version: str
    languages: tuple[str, ...]
    knows_orientation: bool


@dataclass(frozen=True, slots=True)
class PageReading:
    """What one language's model recognised in a picture."""

    language: str
    blocks: tuple[Block, ...]

    @property
    def letters(self) -> int:
        """How many letters and digits were recognised."""
        return sum(block.letters for block in self.blocks)

    @property
    def confidence(self) -> float:
        """The mean confidence of the blocks, weighted by their letters; 0 without any."""
        weighed = sum(block.confidence * block.letters for block in self.blocks)
        return weighed / self.letters if self.letters else 0.0


def installed_tesseract() -> Tesseract | None:
    """The program on the PATH, `None` where there is none that answers and knows a language."""
    path = shutil.which("tesseract")
    return _asked(path, _models()) if path is not None else None


def recognise(
    picture: bytes, dots_per_inch: float, tesseract: Tesseract, language: str
) -> PageReading:
    """Read a picture (in a format that needs no program to be opened, such as PGM).

    Raises `UnreadableError` where the program fails or goes over a limit.
    """
    layout = "1" if tesseract.knows_orientation else "3"
    argv = ["tesseract", "stdin", "stdout", *_models(), "-l", language, "--psm", layout]
    argv += ["--dpi", str(round(dots_per_inch)), "tsv"]
    table = run_program_confined(argv, stdin=picture, limits=_LIMITS)
    return PageReading(language, blocks_of(table.decode("utf-8", "replace")))


def _models() -> tuple[str, ...]:
    """Where the models lie, if the user says so: confined, it may read what its arguments name."""
    folder = os.environ.get("TESSDATA_PREFIX")
    return ("--tessdata-dir", os.path.abspath(folder)) if folder else ()  # noqa: PTH100


@functools.cache
def _asked(path: str, models: tuple[str, ...]) -> Tesseract | None:
    try:
        version = run_program_confined([path, "--version"], limits=_LIMITS)
        listed = run_program_confined([path, *models, "--list-langs"], limits=_LIMITS)
    except UnreadableError:
        return None
    codes = [line.strip() for line in listed.decode("utf-8", "replace").splitlines()[1:]]
    plain = sorted(c for c in codes if c.replace("_", "").isalnum() and c not in _NO_LANGUAGES)
    known = [code for code in _FIRST_LANGUAGES if code in plain]
    languages = (*known, *(code for code in plain if code not in known))[:_MOST_LANGUAGES]
    if not languages:
        return None
    first_line = version.decode("utf-8", "replace").split("\n")[0]
    return Tesseract(first_line.removeprefix("tesseract ").strip()[:40], languages, "osd" in codes)

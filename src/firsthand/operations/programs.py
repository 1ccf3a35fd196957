"""The programs of the system that are used where they are found; the main job needs none."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from firsthand.confine import run_program_confined
from firsthand.evidence.failures import UnreadableError
from firsthand.footage.exiftool import exiftool_version
from firsthand.operations import browser
from firsthand.reading import tesseract


@dataclass(frozen=True, slots=True)
class Program:
    """A program: where it is and which (`None` where it is not, or does not say), or how to get it.

    `version` says more than a number where that matters: the languages that it knows.
    """

    name: str
    purpose: str
    path: str | None
    version: str | None
    install: str


def programs() -> tuple[Program, ...]:
    """All of them, present or not."""
    return (
        _program(
            "exiftool",
            "metadata of media files",
            exiftool_version,
            "apt-get install libimage-exiftool-perl",
        ),
        _program(
            "tesseract",
            "the text of scanned pages",
            _tesseract_version,
            f"{tesseract.INSTALL} (other languages: {tesseract.LANGUAGES})",
        ),
        _chromium(),
        _program(
            "openssl",
            "timestamps that the built-in checker cannot read",
            _openssl_version,
            "apt-get install openssl",
        ),
    )


def _program(
    name: str, purpose: str, version_of: Callable[[], str | None], install: str
) -> Program:
    path = shutil.which(name)
    return Program(name, purpose, path, version_of() if path else None, install)


def _chromium() -> Program:
    found = browser.installed_browser()
    path, version = (found.path, found.tool.version) if found else (None, None)
    purpose = "printing the report: firsthand seal --pdf"
    return Program("chromium", purpose, path, version, browser.INSTALL)


def _tesseract_version() -> str | None:
    found = tesseract.installed_tesseract()
    return f"{found.version} ({', '.join(found.languages)})" if found else None


@functools.cache
def _openssl_version() -> str | None:
    try:
        said = run_program_confined(["openssl", "version"])
    except UnreadableError:
        return None
    words = said.decode("ascii", "replace").split()
    return words[1] if len(words) > 1 else None

"""Read: the reading engines on one plain file, without a case, and the page that shows it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from firsthand.capture.media_type import HEAD_SIZE, sniff
from firsthand.dossier.read_page import ReadDocument, render_read_page
from firsthand.dossier.staging import UnwritableDestinationError
from firsthand.evidence.documents import DocumentText
from firsthand.evidence.errors import FirsthandError, MissingThingError
from firsthand.evidence.statements import Reading
from firsthand.operations.tools import this_program
from firsthand.reading.confined_reading import read_confined
from firsthand.reading.extraction import extract
from firsthand.reading.reader import Engine

__all__ = ["Engine", "FileRead", "read_file", "read_to_page"]


@dataclass(frozen=True, slots=True)
class FileRead:
    """A document's text and description, and what was read in it; the digest is of its bytes."""

    digest: str
    document: DocumentText
    reading: Reading


def read_file(path: Path, engine: Engine = Engine.TRAINED) -> FileRead:
    """Extract the text of a file and read it, each in confinement.

    Raises `UnreadableError` where it cannot be read, `FirsthandError` where it is no document.
    """
    try:
        with path.open("rb") as stream:
            found = sniff(stream.read(HEAD_SIZE), path.name)
            stream.seek(0)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        raise MissingThingError(f"There is no file {path}.") from None
    except OSError as error:
        raise FirsthandError(f"{path} cannot be read: {error.strerror}.") from error
    if found.room == "footage":
        raise FirsthandError(
            f"{path} is footage ({found.media_type}), not a document.",
            remedy="Compare footage with `firsthand match A B`.",
        )
    document = extract(path, found.media_type)
    with tempfile.TemporaryDirectory(prefix="firsthand-") as folder:
        text_path = Path(folder) / "text"
        text_path.write_text(document.text, encoding="utf-8", newline="")
        read = read_confined(text_path, document.description, engine)
    return FileRead(digest, document, read)


def read_to_page(path: Path, page: Path, engine: Engine = Engine.TRAINED) -> FileRead:
    """As `read_file`, and write the page that shows what was read.

    Nothing that exists is written over, so that no slip of the hand can cost a document. Raises
    `FirsthandError` where something is there already, `UnwritableDestinationError` where the page
    cannot be written.
    """
    if os.path.lexists(page):
        raise _there_already(page)
    found = read_file(path, engine)
    read = ReadDocument(path.name, found.digest, found.document, found.reading)
    content = render_read_page(read, this_program())
    try:
        with page.open("xb") as opened:
            opened.write(content)
    except FileExistsError:
        raise _there_already(page) from None
    except OSError as error:
        raise UnwritableDestinationError(
            f"{page} could not be written: {error.strerror or error}.",
            remedy="Choose a place where you may write and where there is room; remove what was "
            "begun there, if anything.",
        ) from error
    return found


def _there_already(page: Path) -> FirsthandError:
    return FirsthandError(f"{page} is there already.", remedy="Name another page, or remove it.")

"""Read: the reading engines on one plain file, without a case."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from firsthand.capture.media_type import HEAD_SIZE, sniff
from firsthand.evidence.documents import DocumentText
from firsthand.evidence.errors import FirsthandError, MissingThingError
from firsthand.evidence.statements import Reading
from firsthand.reading.confined_reading import read_confined
from firsthand.reading.extraction import extract
from firsthand.reading.reader import Engine

__all__ = ["Engine", "FileRead", "read_file"]


@dataclass(frozen=True, slots=True)
class FileRead:
    """A document's text and description, and what was read in it."""

    document: DocumentText
    reading: Reading


def read_file(path: Path, engine: Engine = Engine.TRAINED) -> FileRead:
    """Extract the text of a file and read it, each in confinement.

    Raises `UnreadableError` where it cannot be read, `FirsthandError` where it is no document.
    """
    try:
        with path.open("rb") as stream:
            found = sniff(stream.read(HEAD_SIZE), path.name)
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
        return FileRead(document, read_confined(text_path, document.description, engine))

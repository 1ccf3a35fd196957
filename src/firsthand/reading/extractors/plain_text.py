"""Plain text."""

from __future__ import annotations

import statistics
from pathlib import Path

from firsthand.evidence.documents import DocumentText
from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.reading.extractors.decoding import decode_text
from firsthand.reading.extractors.tidying import tidy

_LONG_LINE = 100  # characters; nobody wraps lines by hand as far out
_MOST_ZEROS = 0.1  # of the bytes: more is a program or a picture with a wrong name


def extract(untrusted: Path) -> DocumentText:
    """The text of a plain text file, whatever its encoding."""
    data = untrusted.read_bytes()
    decoded = decode_text(data)
    if decoded.text.count("\0") > _MOST_ZEROS * len(decoded.text):
        raise UnreadableError(
            Failure("mislabelled", "It is named as text, but its bytes are no text.")
        )
    text, notes = tidy(decoded.text)
    if _has_a_paragraph_a_line(text):
        text = text.replace("\n", "\n\n")
        notes = (*notes, "Each line was taken to be a paragraph.")
    return DocumentText(text, "text/plain", notes=(*decoded.notes, *notes))


def _has_a_paragraph_a_line(text: str) -> bool:
    """Whether the lines are paragraphs: no line is empty, and they are too long for lines."""
    lines = text.split("\n")
    if len(lines) < 2 or "\n\n" in text:
        return False
    return statistics.median(len(line) for line in lines) > _LONG_LINE

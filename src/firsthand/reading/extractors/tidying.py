"""Bring extracted text and raw values into the one shape that is kept.

Texts: lines end in a single line feed, paragraphs are separated by one empty line, no white space
at the ends of lines, no control characters, no halves of characters. Everything else, the
typographic marks and the marks of writing direction above all, stays as the document has it.
"""

from __future__ import annotations

import math
import re
from typing import Any

_LINE_ENDS = re.compile(r"\r\n?|\x0b|\x85|\u2028")
_PAGE_ENDS = re.compile(r"\x0c|\u2029")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_HALVES = re.compile(r"[\ud800-\udfff]")
_LINE_TAILS = re.compile(r"[^\S\n]+(?=\n|\Z)")
_GAPS = re.compile(r"\n{3,}")

_DEEPEST, _LONGEST_STRING, _MOST_ITEMS = 12, 100_000, 2_000
_LARGEST_INTEGER = 2**53 - 1  # what every JSON reader agrees on (RFC 8259, section 6)


def tidy(text: str) -> tuple[str, tuple[str, ...]]:
    """The text in the one shape, and notes on what was left out or could not be read."""
    notes = []
    text = _PAGE_ENDS.sub("\n\n", _LINE_ENDS.sub("\n", text))
    text, halves = _HALVES.subn("\ufffd", text)
    if halves:
        notes.append(f"{halves} halves of surrogate pairs were replaced by U+FFFD.")
    text, controls = _CONTROLS.subn("", text)
    if controls:
        notes.append(f"{controls} control characters were left out.")
    text = text.removeprefix("\ufeff")
    text = _GAPS.sub("\n\n", _LINE_TAILS.sub("", text))
    return text.strip("\n"), tuple(notes)


def storable_characters(text: str) -> str:
    """The text without the control characters and half characters that XML cannot hold."""
    return _CONTROLS.sub("", _HALVES.sub("\ufffd", text))


def paragraphs_joined(paragraphs: list[str]) -> str:
    """Paragraphs as one text; empty ones are passed over."""
    return "\n\n".join(p for p in (paragraph.strip() for paragraph in paragraphs) if p)


def one_line(text: str | None) -> str | None:
    """A title or name on one line without halves of characters, `None` when nothing is left."""
    if not isinstance(text, str):
        return None
    words = " ".join(_CONTROLS.sub(" ", _HALVES.sub("\ufffd", text)).split())
    return words[:1000] or None


def storable(value: Any, depth: int = 0) -> Any:
    """The foreign JSON-like value as one that canonical JSON holds.

    Too deep, long or many becomes a word that says so; a number beyond the common range its digits.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _storable_number(value)
    if isinstance(value, dict | list | tuple) and depth >= _DEEPEST:
        return "[…]"
    if isinstance(value, dict):
        items = list(value.items())[:_MOST_ITEMS]
        return {storable(str(k)): storable(v, depth + 1) for k, v in items}
    if isinstance(value, list | tuple):
        return [storable(item, depth + 1) for item in list(value)[:_MOST_ITEMS]]
    text = _HALVES.sub("\ufffd", str(value))
    return text if len(text) <= _LONGEST_STRING else text[:_LONGEST_STRING] + " […]"


def _storable_number(number: float) -> float | str:
    if isinstance(number, int):
        return number if abs(number) <= _LARGEST_INTEGER else hex(number)
    return number if math.isfinite(number) else str(number)

"""Text from outside, made safe for a terminal."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable

#: Characters that reorder, hide or control: a hostile name must not move the cursor or the words.
_REPLACED = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_KEPT = "\u200c\u200d"  # joiners carry meaning in Persian and in Indic scripts


def visible_escape(character: str) -> str:
    """How a person sees a character that must not be printed."""
    return f"\\x{ord(character):02x}" if ord(character) < 256 else f"\\u{ord(character):04x}"


def json_escape(character: str) -> str:
    """A character as it may stand in any JSON string; also a surrogate without its partner."""
    return json.dumps(character)[1:-1]


def printable(
    untrusted: str, *, lines: bool = False, escaped: Callable[[str], str] = visible_escape
) -> str:
    """The text with control, bidirectional and surrogate characters shown as escapes.

    With `lines`, line feeds stay. Everything else prints as it is, in any script.
    """
    if untrusted.isascii() and untrusted.isprintable():
        return untrusted
    return "".join(
        character
        if (character == "\n" and lines)
        or character in _KEPT
        or unicodedata.category(character) not in _REPLACED
        else escaped(character)
        for character in untrusted
    )


def shortened(text: str, width: int) -> str:
    """The text on one line, cut with an ellipsis to at most `width` characters."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: max(width - 1, 0)].rstrip() + "…"

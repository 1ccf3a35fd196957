"""Text from outside, made safe for a terminal."""

from __future__ import annotations

import unicodedata

#: Characters that reorder, hide or control: a hostile name must not move the cursor or the words.
_REPLACED = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_KEPT = "\u200c\u200d"  # joiners carry meaning in Persian and in Indic scripts


def printable(untrusted: str, *, lines: bool = False) -> str:
    """The text with control, bidirectional and surrogate characters shown as visible escapes.

    With `lines`, line feeds stay. Everything else prints as it is, in any script.
    """
    if untrusted.isascii() and untrusted.isprintable():
        return untrusted
    return "".join(
        character
        if (character == "\n" and lines)
        or character in _KEPT
        or unicodedata.category(character) not in _REPLACED
        else _escaped(character)
        for character in untrusted
    )


def shortened(text: str, width: int) -> str:
    """The text on one line, cut with an ellipsis to at most `width` characters."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: max(width - 1, 0)].rstrip() + "…"


def _escaped(character: str) -> str:
    return f"\\x{ord(character):02x}" if ord(character) < 256 else f"\\u{ord(character):04x}"

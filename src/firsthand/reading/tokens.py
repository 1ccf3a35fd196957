"""Words, numbers and punctuation of a stretch of text, each with its offsets.

A quotation is one token: what it says is opaque to the sentence that it stands in, and is read
on its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from firsthand.reading.lexicon import words
from firsthand.reading.quotations import Quotation

TokenKind = Literal["word", "number", "mark", "possessive", "quotation"]

#: Each alternative is linear: the repeated parts start with a character the rest cannot match.
_TOKEN = re.compile(
    r"(?P<word>(?:[A-Z]\.){2,}|[^\W\d_]\.(?=\s?[A-Z])"
    r"|@?[^\W\d_][\w]*(?:[-‑&][^\W_]+|['’](?![sS]\b)[^\W\d_]+)*)"
    r"|(?P<number>\d+(?:[.,:]\d+)*(?:[-‑][^\W\d_]+|(?:st|nd|rd|th)\b|[^\W\d_]\b)?)"
    r"|(?P<possessive>['’][sS]\b|(?<=[sS])['’](?=\s))"
    r"|(?P<mark>\.{2,}|--+|[^\w\s])"
)


class Token(NamedTuple):
    """One word, number, mark, possessive ending or whole quotation (with its marks).

    `capital` says that it is a word that begins with a capital letter. A named tuple: a text has
    many, and a frozen dataclass takes three times as long to make.
    """

    text: str
    low: str
    start: int
    end: int
    kind: TokenKind
    quotation: Quotation | None = None
    capital: bool = False


def tokens(
    text: str, start: int, end: int, quotations: Sequence[Quotation] = ()
) -> tuple[Token, ...]:
    """The tokens of `text[start:end]`; the given quotations (sorted, disjoint) are opaque."""
    found: list[Token] = []
    position = start
    for quotation in quotations:
        if quotation.close <= position or quotation.open >= end:
            continue
        found.extend(_plain(text, position, quotation.open))
        stop = min(quotation.close, end)
        found.append(Token("", "", quotation.open, stop, "quotation", quotation))
        position = stop
    found.extend(_plain(text, position, end))
    return tuple(found)


def _plain(text: str, start: int, end: int) -> list[Token]:
    found: list[Token] = []
    abbreviations = words("abbreviations")
    for match in _TOKEN.finditer(text, start, end):
        kind = match.lastgroup
        printed = match.group()
        low = printed.lower()
        if "’" in low:
            low = low.replace("’", "'")
        if printed == "." and found and found[-1].end == match.start():
            before = found[-1]
            if before.capital and before.low in abbreviations:
                found[-1] = Token(
                    before.text + ".", before.low, before.start, match.end(), "word", None, True
                )
                continue
        capital = kind == "word" and printed[0].isupper()
        found.append(
            Token(printed, low, match.start(), match.end(), kind, None, capital)  # type: ignore[arg-type]
        )
    return found

"""Words of a stretch of text in any script, with their offsets and the form they are looked up by.

The text is never changed; only the look-up form is: composed (NFC), in small letters, without vowel
signs, stress marks inside Armenian words, soft hyphens and marks of direction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from firsthand.reading.quotations import Quotation

WordKind = Literal["word", "number", "mark", "quotation", "title"]

#: Combining marks of Latin, Cyrillic, Armenian, Hebrew and Arabic, and joiners inside words.
_INSIDE = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0559-\u055c\u055e\u055f\u0591-\u05bd\u0610-\u061a"
    "\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d"
)
#: Marks of direction, which stand anywhere and mean nothing here.
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_SILENT = re.compile(
    f"[{_DIRECTIONS}\u00ad\u0559-\u055c\u055e\u055f\u0610-\u061a\u0640\u064b-\u065f\u0670\u200c\u200d]"
)
_WORD = re.compile(
    rf"(?P<word>[^\W\d_](?:[\w{_INSIDE}]|[-‑](?=[^\W\d_])|['’ʼ](?=[^\W\d_]))*)"
    rf"|(?P<number>\d+(?:[.,]\d+)*\w*)|(?P<mark>[^\w\s{_DIRECTIONS}])"
)
_ELIDED = re.compile(r"(?:[ldnsjmtc]|qu|jusqu|lorsqu|puisqu)['’](?=\w)", re.IGNORECASE)
_CLITIC = re.compile(r"(?:-t)?-(?:il|elle|ils|elles|on|je|nous|vous)$", re.IGNORECASE)
_FOLDS: dict[str, dict[int, str | int | None]] = {
    "ar": {ord(a): b for a, b in zip("أإآٱى", "اااا\u064a", strict=True)},
    "ru": {ord("ё"): "е"},
    "fr": {ord("ʼ"): "’"},
}


class Word(NamedTuple):
    """A word, number, mark or whole quotation; a title is a quotation that is only a name.

    `key` is the form for look-ups, `capital` says that it is written with a capital letter.
    """

    text: str
    key: str
    start: int
    end: int
    kind: WordKind
    quotation: Quotation | None = None
    capital: bool = False


def key_of(printed: str, code: str) -> str:
    """The form by which a word is looked up in the lexicon of a language."""
    plain = printed
    if not plain.isascii():
        plain = _SILENT.sub("", unicodedata.normalize("NFC", plain))
    if code in {"tr", "az"}:
        plain = plain.replace("İ", "i").replace("I", "ı")
    low = plain.lower().replace("'", "’").replace("ʼ", "’").replace("‑", "-")
    fold = _FOLDS.get(code)
    return low.translate(fold) if fold is not None else low


def words(
    text: str, start: int, end: int, quotations: Sequence[Quotation], code: str
) -> tuple[Word, ...]:
    """The words of `text[start:end]`; the given quotations (sorted, disjoint) are opaque."""
    found: list[Word] = []
    position = start
    for quotation in quotations:
        if quotation.open < position or quotation.open >= end:
            continue
        found.extend(_plain(text, position, quotation.open, code))
        stop = min(quotation.close, end)
        found.append(Word("", "", quotation.open, stop, "quotation", quotation))
        position = stop
    found.extend(_plain(text, position, end, code))
    return tuple(found)


def _plain(text: str, start: int, end: int, code: str) -> Iterator[Word]:
    for match in _WORD.finditer(text, start, end):
        first, last = match.span()
        if match.lastgroup != "word":
            kind: WordKind = "number" if match.lastgroup == "number" else "mark"
            printed = match.group()
            yield Word(printed, key_of(printed, code), first, last, kind)
        elif code == "fr":
            yield from _french(text, first, last)
        else:
            yield _word(text, first, last, code)


def _french(text: str, first: int, last: int) -> Iterator[Word]:
    """ "l’élu" and "dit-elle" are two words each."""
    elided = _ELIDED.match(text, first, last)
    if elided:
        yield _word(text, first, elided.end(), "fr")
        first = elided.end()
    clitic = _CLITIC.search(text[first:last][-9:]) if "-" in text[first:last] else None
    cut = last - len(clitic.group()) if clitic else last
    if cut > first:
        yield _word(text, first, cut, "fr")
    if cut < last:
        yield _word(text, cut, last, "fr")


def _word(text: str, first: int, last: int, code: str) -> Word:
    printed = text[first:last]
    return Word(printed, key_of(printed, code), first, last, "word", None, printed[0].isupper())

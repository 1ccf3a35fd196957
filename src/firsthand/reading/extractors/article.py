"""The paragraphs of an article as trafilatura's tree holds them (a small dialect of TEI)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from firsthand.reading.extractors.tidying import tidy

_SPACE = re.compile(r"[ \t\n\r\f]+")  # what HTML calls white space; a no-break space is a character
_AROUND_BREAK = re.compile(r" *\x00 *")
_BREAKS = {"lb", "br"}
_BLOCKS = {"p", "head", "list", "item", "quote", "table", "row", "code", "body", "div", "fw"}
_WITHOUT_WORDS = {"graphic", "script", "style", "template", "noscript"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph; `quoted` where the page marks it as a block quotation."""

    text: str
    quoted: bool = False


def body_pieces(element: etree._Element, *, quoted: bool = False) -> Iterator[Piece]:
    """The paragraphs below an element, in order."""
    if element.tag == "row":
        cells = (inline_text(cell) for cell in element)
        yield Piece(" | ".join(cells), quoted)
        return
    quoted = quoted or element.tag == "quote"
    if not any(child.tag in _BLOCKS for child in element):
        text = inline_text(element)
        yield Piece(f"- {text}" if element.tag == "item" and text else text, quoted)
        return
    loose = [_spaced(element.text)]  # words that stand between blocks, in no block of their own
    for child in element:
        if child.tag in _BLOCKS:
            yield Piece("".join(loose), quoted)
            yield from body_pieces(child, quoted=quoted)
            loose = [_spaced(child.tail)]
        else:
            loose += [inline_text(child), _spaced(child.tail)]
    yield Piece("".join(loose), quoted)


def inline_text(element: etree._Element) -> str:
    """The words of an element on one line, but for its explicit breaks."""
    parts: list[str] = []
    _collect(element, parts)
    text = _SPACE.sub(" ", "".join(parts))
    return _AROUND_BREAK.sub("\n", text).strip()


def joined(pieces: Iterable[Piece]) -> tuple[str, list[tuple[int, int]]]:
    """The pieces as one text, and the character offsets of the quoted ones."""
    paragraphs: list[str] = []
    quotations: list[tuple[int, int]] = []
    length = 0
    for piece in pieces:
        text = tidy(piece.text)[0].strip()
        if not text:
            continue
        length += 2 if paragraphs else 0
        if piece.quoted:
            quotations.append((length, length + len(text)))
        paragraphs.append(text)
        length += len(text)
    return "\n\n".join(paragraphs), quotations


def _collect(element: etree._Element, parts: list[str]) -> None:
    """Gather the words in order; explicit breaks become NUL, which no parsed page can hold."""
    if element.tag in _BREAKS:
        parts.append("\0")
    elif isinstance(element.tag, str) and element.tag not in _WITHOUT_WORDS:
        parts.append(element.text or "")
        for child in element:
            _collect(child, parts)
            parts.append(child.tail or "")


def _spaced(text: str | None) -> str:
    return _SPACE.sub(" ", text or "")

"""The paragraphs of a page, out of HTML or of trafilatura's tree (a small dialect of TEI)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from firsthand.reading.extractors.tidying import tidy

_SPACE = re.compile(r"[ \t\n\r\f]+")  # what HTML calls white space; a no-break space is a character
_AROUND_BREAK = re.compile(r" *\x00 *")
_BREAKS = {"lb", "br"}
_QUOTES = {"quote", "blockquote"}
_ITEMS = {"item", "li"}
_ROWS = {"row", "tr"}
_TEI_BLOCKS = {"p", "head", "list", "item", "quote", "table", "row", "body", "div", "fw"}
_HTML_BLOCKS = {
    "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "dialog",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hr", "li", "main", "nav", "ol", "pre", "section", "summary", "tbody", "tfoot",
    "thead", "tr", "ul",
}  # fmt: skip
_BLOCKS = _TEI_BLOCKS | _HTML_BLOCKS
_WITHOUT_WORDS = {
    "audio", "canvas", "datalist", "graphic", "iframe", "noscript", "object", "script", "select",
    "style", "svg", "template", "textarea", "title", "video",
}  # fmt: skip
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph; `quoted` where the page marks it as a block quotation."""

    text: str
    quoted: bool = False


def body_pieces(element: etree._Element, *, quoted: bool = False) -> Iterator[Piece]:
    """The paragraphs below an element that a reader sees, in order; some may be empty."""
    if _is_unseen(element):
        return
    if element.tag in _ROWS:
        cells = (inline_text(cell) for cell in element)
        yield Piece(" | ".join(cells), quoted)
        return
    quoted = quoted or element.tag in _QUOTES
    if not _holds_blocks(element):
        text = inline_text(element)
        yield Piece(f"- {text}" if element.tag in _ITEMS and text else text, quoted)
        return
    loose = [_spaced(element.text)]  # words that stand between blocks, in no block of their own
    for child in element:
        if child.tag in _BLOCKS or _holds_blocks(child):
            yield _loose_piece(loose, quoted=quoted)
            yield from body_pieces(child, quoted=quoted)
            loose = []
        else:
            _collect(child, loose)
        loose.append(_spaced(child.tail))
    yield _loose_piece(loose, quoted=quoted)


def _holds_blocks(element: etree._Element) -> bool:
    return any(inner.tag in _BLOCKS for inner in element.iterdescendants())


def _is_unseen(element: etree._Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _WITHOUT_WORDS or element.tag == "head":
        # trafilatura's headings are called `head` too, and carry a rank
        return element.tag != "head" or element.get("rend") is None
    return "hidden" in element.attrib or bool(_HIDDEN_STYLE.search(element.get("style") or ""))


def _loose_piece(parts: list[str], *, quoted: bool) -> Piece:
    return Piece(_on_one_line(parts), quoted)


def inline_text(element: etree._Element) -> str:
    """The words of an element on one line, but for its explicit breaks."""
    parts: list[str] = []
    _collect(element, parts)
    return _on_one_line(parts)


def _on_one_line(parts: list[str]) -> str:
    return _AROUND_BREAK.sub("\n", _SPACE.sub(" ", "".join(parts))).strip()


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
    elif not _is_unseen(element):
        parts.append(element.text or "")
        for child in element:
            _collect(child, parts)
            parts.append(child.tail or "")


def _spaced(text: str | None) -> str:
    return _SPACE.sub(" ", text or "")

"""Markdown: the words without the marks for looks.

Marks that say whose words they are stay: `> ` before each line of a block quotation. The words of
a link and of a picture's description stay, their addresses do not.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from firsthand.evidence.documents import DocumentDescription, DocumentText
from firsthand.reading.extractors.decoding import decode_text
from firsthand.reading.extractors.tidying import one_line, tidy

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.S)
_BREAKS = {"softbreak": "\n", "hardbreak": "\n"}


def extract(untrusted: Path) -> DocumentText:
    """The words of a Markdown file; its first heading is its title."""
    decoded = decode_text(untrusted.read_bytes())
    source, notes = tidy(decoded.text)
    front = _FRONT_MATTER.match(source)
    raw = {"front_matter": front.group(1)} if front else {}
    tokens = (
        MarkdownIt("commonmark").enable("table").parse(source[front.end() :] if front else source)
    )
    text, more = tidy("\n\n".join(_blocks(tokens)))
    dropped = sum(t.type == "html_block" for t in tokens)
    left_out = (f"{dropped} blocks of HTML in it were left out.",) if dropped else ()
    return DocumentText(
        text,
        "text/markdown",
        DocumentDescription(title=_title(tokens), raw=raw),
        (*decoded.notes, *notes, *more, *left_out),
    )


def _blocks(tokens: list[Token]) -> list[str]:
    """The paragraphs, with the marks of the quotations and lists that they stand in."""
    blocks: list[str] = []
    cells: list[str] | None = None  # of the table row that we are in
    quotes, marker = 0, ""
    for token in tokens:
        if token.type in ("blockquote_open", "blockquote_close"):
            quotes += token.nesting
        elif token.type == "list_item_open":
            marker = f"{token.info}. " if token.info else "- "
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            blocks.append(_marked(" | ".join(cells or ()), quotes))
            cells = None
        elif token.type == "inline" and cells is not None:
            cells.append(_words(token))
        elif token.type in ("inline", "fence", "code_block"):
            words = _words(token) if token.type == "inline" else token.content.rstrip("\n")
            blocks.append(_marked(marker + words, quotes))
            marker = ""
    return blocks


def _marked(words: str, quotes: int) -> str:
    return "\n".join("> " * quotes + line for line in words.split("\n"))


def _words(inline: Token) -> str:
    parts = []
    for child in inline.children or ():
        if child.type == "image":
            parts.append(_words(child))
        elif child.type != "html_inline":
            parts.append(_BREAKS.get(child.type, child.content))
    return "".join(parts)


def _title(tokens: list[Token]) -> str | None:
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            return one_line(_words(inline))
    return None

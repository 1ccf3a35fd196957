"""Web pages: the article without what stands around it, and what the page says about itself.

The text is the headline and the byline as printed (where the article's own text lacks them), the
article, and the captions of its pictures. Where no article can be told from the rest, all visible
text is taken and a note says so. `raw["block_quotations"]` holds the character offsets of the
paragraphs that the page marks as quoted, for they need not carry quotation marks.
"""

from __future__ import annotations

import dataclasses
import logging
from pathlib import Path

import html_text
import lxml.html
import trafilatura
from lxml import etree

from firsthand.evidence.documents import DocumentText
from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.reading.extractors.article import Piece, body_pieces, inline_text, joined
from firsthand.reading.extractors.decoding import decode_page
from firsthand.reading.extractors.page_description import describe_page
from firsthand.reading.extractors.tidying import storable_characters, tidy

_BYLINES = (
    "//body//*[contains(translate(@class, 'BYLINE', 'byline'), 'byline') "
    "or @itemprop='author' or @rel='author']"
)
_CAPTIONS = "(//article | //main)//figcaption"
_LONGEST_BYLINE = 300  # characters; more is a whole paragraph about somebody
_SMALL_SHARE = 0.5  # of the visible text: an article that is less of it gets a note


def extract(untrusted: Path) -> DocumentText:
    """The article of a page, or all its visible text."""
    logging.disable(logging.CRITICAL)  # libraries would tell a log that nobody reads
    decoded = decode_page(untrusted.read_bytes())
    html = storable_characters(decoded.text)
    tree = parse_page(html)
    description = describe_page(html, tree)
    pieces, notes = _article(html, visible_text(tree))
    pieces = [*_opened(tree, pieces), *_captions(tree, pieces)]
    text, quotations = joined(pieces)
    raw = {**description.raw, "block_quotations": [list(q) for q in quotations]}
    return DocumentText(
        text,
        "text/html",
        dataclasses.replace(description, raw=raw),
        (*decoded.notes, *notes),
    )


def parse_page(html: str) -> lxml.html.HtmlElement:
    """The page as a tree, however broken; raises `UnreadableError` when nothing is in it."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True)
    try:
        return lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise UnreadableError(Failure("no-text", f"There is no page in it: {error}.")) from None


def visible_text(tree: lxml.html.HtmlElement) -> str:
    """All words that a reader of the page sees, in paragraphs."""
    text: str = html_text.extract_text(tree)
    return tidy(text)[0]


def _article(html: str, visible: str) -> tuple[list[Piece], tuple[str, ...]]:
    """The paragraphs of the article, or of the page when it has none, and notes."""
    try:
        found = trafilatura.bare_extraction(html, include_comments=False, favor_recall=True)
    except ValueError:  # the library meets characters, given by number, that XML cannot hold
        found = None
    body = getattr(found, "body", None)
    pieces = [p for p in body_pieces(body) if p.text.strip()] if body is not None else []
    length = sum(len(piece.text) for piece in pieces)
    if not length:
        note = "No article could be told from the rest of the page; all its visible text was taken."
        return [Piece(p) for p in visible.split("\n\n")], (note,)
    if length < _SMALL_SHARE * len(visible):
        share = round(100 * length / len(visible))
        return pieces, (
            f"The article is {share} % of the page's visible text; the rest was left out.",
        )
    return pieces, ()


def _opened(tree: lxml.html.HtmlElement, pieces: list[Piece]) -> list[Piece]:
    """The article with its headline and, next, its byline, each added only where it is lacking."""
    has = _squeezed("\n".join(piece.text for piece in pieces))
    headline = next((t for e in tree.xpath("//h1") if (t := inline_text(e))), "")
    bylines = (inline_text(element) for element in tree.xpath(_BYLINES))
    byline = next((text for text in bylines if 0 < len(text) <= _LONGEST_BYLINE), "")
    opened = list(pieces)
    if headline and _squeezed(headline) not in has:
        opened.insert(0, Piece(headline))
    if byline and _squeezed(byline) not in has:
        begins_with_headline = bool(opened) and opened[0].text == headline
        opened.insert(int(begins_with_headline), Piece(byline))
    return opened


def _captions(tree: lxml.html.HtmlElement, pieces: list[Piece]) -> list[Piece]:
    """The captions of the article's pictures; at the end, where they part no quotation."""
    has = _squeezed("\n".join(piece.text for piece in pieces))
    texts = dict.fromkeys(inline_text(caption) for caption in tree.xpath(_CAPTIONS))
    return [Piece(text) for text in texts if text and _squeezed(text) not in has]


def _squeezed(text: str) -> str:
    return "".join(text.split())

"""Web pages: the article without what stands around it, and what the page says about itself.

The text is the headline and the byline as printed (where the article's own text lacks them), the
article, and the captions of its pictures. Where no article can be told from the rest, all visible
text is taken and a note says so. `raw["block_quotations"]` holds the character offsets of the
paragraphs that the page marks as quoted, for they need not carry quotation marks.
"""

from __future__ import annotations

import dataclasses
import logging
import re
from pathlib import Path

import lxml.html
import trafilatura
from lxml import etree

from firsthand.evidence.documents import DocumentText
from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.reading.extractors.article import Piece, body_pieces, inline_text, joined
from firsthand.reading.extractors.decoding import decode_page
from firsthand.reading.extractors.page_description import describe_page
from firsthand.reading.extractors.tidying import storable_characters

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
    tree, cut = parse_page(html)
    description = describe_page(html, tree)
    prepare_page(tree)
    pieces, notes = _article(tree)
    pieces = [*_opened(tree, pieces), *_captions(tree, pieces)]
    text, quotations = joined(pieces)
    raw = {**description.raw, "block_quotations": [list(q) for q in quotations]}
    return DocumentText(
        text,
        "text/html",
        dataclasses.replace(description, raw=raw),
        (*decoded.notes, *cut, *notes),
    )


def parse_page(html: str) -> tuple[lxml.html.HtmlElement, tuple[str, ...]]:
    """The page as a tree, however broken, and notes; raises `UnreadableError` for an empty one."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True)
    try:
        tree = lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise UnreadableError(Failure("no-text", f"There is no page in it: {error}.")) from None
    if not any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        return tree, ()
    note = "Its elements are nested too deeply; what stands further in or after was left out."
    if not any(piece.text for piece in body_pieces(tree)):
        raise UnreadableError(Failure("nested-too-deeply", note))
    return tree, (note,)


def visible_pieces(tree: lxml.html.HtmlElement) -> list[Piece]:
    """All words that a reader of the page sees, in paragraphs."""
    return [piece for piece in body_pieces(tree) if piece.text]


def prepare_page(tree: lxml.html.HtmlElement) -> None:
    """Make the page say in words what it says by markup that the next steps would lose."""
    _show_quotation_marks(tree)
    for element in tree.xpath("//pre"):
        paragraphs = re.split(r"\n[ \t]*\n", element.text_content())
        element.clear(keep_tail=True)
        element.tag = "div"
        for paragraph in paragraphs:
            lines = paragraph.split("\n")
            inner = etree.SubElement(element, "p")
            inner.text = lines[0]
            for line in lines[1:]:
                etree.SubElement(inner, "br").tail = line


def _show_quotation_marks(tree: lxml.html.HtmlElement) -> None:
    """Put the marks that browsers show around `<q>` into the tree, in its place."""
    for element in tree.xpath("//q"):
        element.text = "“" + (element.text or "")
        if len(element):
            element[-1].tail = (element[-1].tail or "") + "”"
        else:
            element.text += "”"
        element.drop_tag()


def _article(tree: lxml.html.HtmlElement) -> tuple[list[Piece], tuple[str, ...]]:
    """The paragraphs of the article, or of the page when it has none, and notes."""
    html = lxml.html.tostring(tree, encoding="unicode")
    try:
        found = trafilatura.bare_extraction(html, include_comments=False, favor_recall=True)
    except ValueError:  # the library meets characters, given by number, that XML cannot hold
        found = None
    body = getattr(found, "body", None)
    pieces = [p for p in body_pieces(body) if p.text.strip()] if body is not None else []
    visible = visible_pieces(tree)
    length, whole = _length(pieces), _length(visible)
    lumped = len(pieces) == 1 and "\n" not in pieces[0].text
    if not length or (lumped and length > _SMALL_SHARE * whole):
        return _all_visible(tree, visible)  # the library gave up
    if length < _SMALL_SHARE * whole:
        share = round(100 * length / whole)
        note = f"The article is {share} % of the page's visible text; the rest was left out."
        return pieces, (note,)
    return pieces, ()


def _length(pieces: list[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _all_visible(
    tree: lxml.html.HtmlElement, visible: list[Piece]
) -> tuple[list[Piece], tuple[str, ...]]:
    """All words of the page's one marked article, or else of the page, with a note."""
    articles = tree.xpath("//article") or tree.xpath("//main")
    if len(articles) == 1 and (pieces := visible_pieces(articles[0])):
        return pieces, ("All visible text of the page's article element was taken.",)
    note = "No article could be told from the rest of the page; all its visible text was taken."
    return visible, (note,)


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

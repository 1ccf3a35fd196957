"""Scanned pages: pages of a PDF file that are pictures of text, and those pictures drawn.

Runs in the confined child; what is recognised in the pictures is decided outside of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.reading.extractors.pdf_file import open_document

#: The name of the picture that `draw_page` leaves in its outbox, a grey PGM.
PICTURE = "page.pgm"

_FEW_LETTERS = 40  # a page number, a stamp, the mark of the scanner
_COVERED = 0.5  # of the page, by one picture
_MOST_OBJECTS = 1_000  # of a page looked at; a scan has few
_DRAWN = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING)
_DOTS_PER_INCH = 300.0  # what tesseract is trained on
_POINTS_PER_INCH = 72.0
_MOST_PIXELS = 12_000_000  # A4 at 300 dots per inch has 8.7 million


def scanned_pages(untrusted: Path, outbox: Path, options: Mapping[str, Any]) -> list[int]:
    """The numbers (from 1) of the pages that are pictures; raises as `open_document` does."""
    del outbox, options
    document = open_document(untrusted)
    return [number + 1 for number in range(len(document)) if is_scanned(document, number)]


def draw_page(untrusted: Path, outbox: Path, options: Mapping[str, Any]) -> float:
    """Draw the page `options["page"]` (from 1) into the outbox; returns its dots per inch."""
    page = open_document(untrusted)[options["page"] - 1]
    width, height = page.get_size()
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise UnreadableError(Failure("malformed", "The page has no size."))
    scale = min(_DOTS_PER_INCH / _POINTS_PER_INCH, math.sqrt(_MOST_PIXELS / (width * height)))
    page.render(scale=scale, grayscale=True).to_pil().convert("L").save(outbox / PICTURE, "PPM")
    return float(scale * _POINTS_PER_INCH)


def is_scanned(document: pypdfium2.PdfDocument, number: int) -> bool:
    """Whether page `number` (from 0) has next to no text and something drawn that may be text.

    A page that cannot be loaded is not: nothing could be drawn of it.
    """
    try:
        page = document[number]
        try:
            return _is_picture(page)
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return False


def _is_picture(page: pypdfium2.PdfPage) -> bool:
    text_page = page.get_textpage()
    try:
        letters = sum(character.isalnum() for character in text_page.get_text_range())
    finally:
        text_page.close()
    if letters > _FEW_LETTERS:
        return False
    drawn = islice(page.get_objects(filter=_DRAWN, max_depth=4), _MOST_OBJECTS)
    if letters == 0:
        return next(drawn, None) is not None
    width, height = page.get_size()
    return any(
        each.type == pdfium.FPDF_PAGEOBJ_IMAGE and _area(each) >= _COVERED * width * height
        for each in drawn
    )


def _area(drawn: pypdfium2.PdfObject) -> float:
    left, bottom, right, top = drawn.get_bounds()
    return float((right - left) * (top - bottom))

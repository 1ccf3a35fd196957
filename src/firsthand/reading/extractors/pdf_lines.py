"""The lines of a PDF page with their places, and the paragraphs that the places show.

A PDF file knows glyphs at coordinates only. A new paragraph begins where the gap to the line above
is wider than usual, where a line is indented against its neighbours, where the size of the letters
changes, and after a line that ends a sentence well before the margin.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

_WIDE_GAP = 1.35  # times the usual distance between lines
_FEW_LINES = 5
_PLAIN_PITCH = 1.2  # times the height of a line
_INDENT = 0.9  # times the height of a line
_OTHER_SIZE = 1.25  # times the height of the line above
_SHORT_LINE = 0.75  # of the width of the text
_ENDS = (".", "!", "?", "…", "”", "»", "’", '"', ":", ")")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page; coordinates in points, from the left and bottom of the page."""

    text: str
    left: float
    right: float
    bottom: float
    height: float


def page_lines(document: pypdfium2.PdfDocument, number: int) -> list[Line]:
    """The lines of one page in the library's reading order; raises `PdfiumError`."""
    page = document[number]
    text_page = page.get_textpage()
    try:
        text = text_page.get_text_range()
        lines, start = [], 0
        for raw in text.split("\n"):
            words = raw.strip()
            if words:
                first = start + raw.index(words[0])
                lines.append(_line(text_page, words, first))
            start += len(raw) + 1
        return lines
    finally:
        text_page.close()
        page.close()


def _line(text_page: pypdfium2.PdfTextPage, words: str, first: int) -> Line:
    left, bottom, _, top = _box(text_page, first)
    _, _, right, _ = _box(text_page, first + len(words) - 1)
    return Line(words, left, right, bottom, max(top - bottom, 1.0))


def _box(text_page: pypdfium2.PdfTextPage, index: int) -> tuple[float, float, float, float]:
    """The box of a character of the page's text, large enough for any letter of its font."""
    character = pdfium.FPDFText_GetCharIndexFromTextIndex(text_page, index)
    if character < 0:
        return 0.0, 0.0, 0.0, 0.0
    try:
        left, bottom, right, top = text_page.get_charbox(character, loose=True)
    except pypdfium2.PdfiumError:
        return 0.0, 0.0, 0.0, 0.0
    return left, bottom, right, top


def paragraphs_of(lines: list[Line]) -> list[str]:
    """The lines gathered into paragraphs; a line feed stays between the lines of one."""
    if not lines:
        return []
    pitches = [above.bottom - below.bottom for above, below in pairwise(lines)]
    falling = [pitch for pitch in pitches if pitch > 0]
    usual = statistics.median_low(falling) if falling else 0.0
    if len(falling) < _FEW_LINES:  # too few to tell what is usual: take the letters' measure
        usual = min(usual, _PLAIN_PITCH * statistics.median(line.height for line in lines))
    margin = max(line.right for line in lines)
    paragraphs = [[lines[0].text]]
    for above, below in pairwise(lines):
        if _parted(above, below, usual, margin):
            paragraphs.append([])
        paragraphs[-1].append(below.text)
    return ["\n".join(paragraph) for paragraph in paragraphs]


def _parted(above: Line, below: Line, usual: float, margin: float) -> bool:
    pitch = above.bottom - below.bottom
    if pitch <= 0:  # the next column, or a table's next cell
        return not (abs(pitch) < below.height / 2)
    if pitch > _WIDE_GAP * usual:
        return True
    sizes = above.height / below.height
    if sizes > _OTHER_SIZE or sizes < 1 / _OTHER_SIZE:
        return True
    if below.left - above.left > _INDENT * below.height:
        return True
    width = margin - above.left
    return above.text.endswith(_ENDS) and above.right - above.left < _SHORT_LINE * width

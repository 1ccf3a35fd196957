"""PDF files: the text of all pages, in paragraphs as far as the layout tells them.

A hyphen at a line's end is dropped only where the whole word stands elsewhere in the document;
otherwise it stays ("cease-fire"). Dates in the information dictionary say when the file was
made, not when it was published, so they stay among the raw values.
"""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from firsthand.evidence.documents import DocumentDescription, DocumentText
from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.reading.extractors.pdf_lines import page_lines, paragraphs_of
from firsthand.reading.extractors.tidying import one_line, storable, tidy

_MOST_PAGES = 5_000
# The library joins the lines around a hyphen and marks the place by one of these two.
_HYPHENATED = re.compile(r"(\w+)(?:[\x02\ufffe]\n?|[-\u00ad\u2010]\n)(\w+)")
_MARKED_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-"})


def extract(untrusted: Path) -> DocumentText:
    """The text of a PDF file; raises `UnreadableError` when it is locked, damaged or pictures."""
    document = _open(untrusted)
    pages = len(document)
    if pages > _MOST_PAGES:
        sentence = f"It has {pages:,} pages; {_MOST_PAGES:,} are read at most."
        raise UnreadableError(Failure("too-large", sentence, "Split it and add the parts as well."))
    paragraphs: list[str] = []
    unreadable = []
    for number in range(pages):
        try:
            lines = page_lines(document, number)
        except pypdfium2.PdfiumError:
            unreadable.append(str(number + 1))
            continue
        _join_page(paragraphs, paragraphs_of(lines))
    notes = [f"Pages that could not be read: {', '.join(unreadable)}."] if unreadable else []
    text, more = tidy(_mended("\n\n".join(paragraphs)))
    if not text and not unreadable:
        sentence = f"Its {pages} pages hold no text; they may be pictures of it."
        remedy = "Recognise the text with another program and add the result as well."
        raise UnreadableError(Failure("no-text", sentence, remedy))
    if not text:
        raise UnreadableError(Failure("truncated", "None of its pages could be read."))
    information = document.get_metadata_dict(skip_empty=True)
    author = one_line(information.get("Author"))
    description = DocumentDescription(
        title=one_line(information.get("Title")),
        authors=(author,) if author else (),
        raw={"information": storable(information), "pages": pages},
    )
    return DocumentText(text, "application/pdf", description, (*notes, *more))


def _open(untrusted: Path) -> pypdfium2.PdfDocument:
    with untrusted.open("rb") as stream:
        if b"%PDF-" not in stream.read(1024):
            raise UnreadableError(Failure("mislabelled", "It does not begin as a PDF file does."))
    try:
        return pypdfium2.PdfDocument(untrusted)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            sentence = "It is locked with a pass-phrase."
            remedy = "Unlock a copy with the pass-phrase and add the copy as well."
            raise UnreadableError(Failure("encrypted", sentence, remedy)) from None
        sentence = "It begins as a PDF file, but its end or its table of contents is missing."
        remedy = "Get it again from where it came; the copy seems cut off or damaged."
        raise UnreadableError(Failure("truncated", sentence, remedy)) from None


def _join_page(paragraphs: list[str], following: list[str]) -> None:
    """Append a page; a sentence that runs over the page's edge goes on in the same paragraph."""
    if paragraphs and following and following[0][:1].islower():
        last = paragraphs[-1]
        if last[-1:].isalnum() or last[-1:] in ",;-\x02\ufffe\u00ad":
            paragraphs[-1] = f"{last}\n{following.pop(0)}"
    paragraphs.extend(following)


def _mended(text: str) -> str:
    """Words broken at a line's end made whole, where the document itself has them whole."""
    words = set(re.findall(r"\w+", text))

    def mend(match: re.Match[str]) -> str:
        whole = match.group(1) + match.group(2)
        return whole if whole in words else match.group(0)

    return _HYPHENATED.sub(mend, text).translate(_MARKED_HYPHENS)

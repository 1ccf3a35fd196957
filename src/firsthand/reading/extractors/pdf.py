"""PDF files: the text of all pages, in paragraphs as far as the layout tells them.

A hyphen at a line's end is dropped only where the whole word stands elsewhere in the document;
otherwise it stays ("cease-fire"). Pages that are pictures have the text that was recognised in
them. Dates in the information dictionary say when the file was made, not when it was published, so
they stay among the raw values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pypdfium2

from firsthand.evidence.documents import DocumentDescription, DocumentText
from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.reading.extractors.pdf_file import open_document
from firsthand.reading.extractors.pdf_lines import page_lines, paragraphs_of
from firsthand.reading.extractors.pdf_scans import is_scanned
from firsthand.reading.extractors.tidying import one_line, storable, tidy
from firsthand.reading.recognised import Recognised
from firsthand.reading.tesseract import INSTALL, LANGUAGES

# The library joins the lines around a hyphen and marks the place by one of these two.
_HYPHENATED = re.compile(r"(\w+)(?:[\x02\ufffe]\n?|[-\u00ad\u2010]\n)(\w+)")
_MARKED_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-"})


def extract(untrusted: Path, recognised: Recognised) -> DocumentText:
    """The text of a PDF file; raises `UnreadableError` when it is locked, damaged or pictures.

    `recognised` is what was recognised in the pages that are pictures, if it was tried.
    """
    document = open_document(untrusted)
    paragraphs: list[str] = []
    unreadable, pictures = [], []
    for number in range(len(document)):
        found: Sequence[str] | None = recognised.pages.get(str(number + 1))
        if found is None:
            try:
                found = paragraphs_of(page_lines(document, number))
            except pypdfium2.PdfiumError:
                unreadable.append(number + 1)
                continue
            if is_scanned(document, number):
                pictures.append(number + 1)
        _join_page(paragraphs, list(found))
    text, more = tidy(_mended("\n\n".join(paragraphs)))
    if not text:
        raise UnreadableError(_why_empty(len(document), unreadable, pictures, recognised))
    information = document.get_metadata_dict(skip_empty=True)
    author = one_line(information.get("Author"))
    description = DocumentDescription(
        title=one_line(information.get("Title")),
        authors=(author,) if author else (),
        raw={"information": storable(information), "pages": len(document)},
    )
    notes = _notes(unreadable, pictures, recognised)
    return DocumentText(text, "application/pdf", description, (*notes, *more))


def _why_empty(
    pages: int, unreadable: list[int], pictures: list[int], recognised: Recognised
) -> Failure:
    if unreadable:
        return Failure("truncated", "None of its pages could be read.")
    if not pictures:
        return Failure("no-text", f"Its pages ({pages}) hold no text.")
    said = f"Its pages ({pages}) are pictures"
    if recognised.program:
        sentence = f"{said}, in which {recognised.program} recognised no words."
        return Failure("no-text", sentence, "Get a clearer scan, or write the words out yourself.")
    sentence = f"{said}, and tesseract, which reads such, is not installed."
    return Failure(
        "no-text", sentence, f"{INSTALL}, then `firsthand add` (languages: {LANGUAGES})."
    )


def _notes(unreadable: list[int], pictures: list[int], recognised: Recognised) -> tuple[str, ...]:
    notes = []
    if unreadable:
        notes.append(f"Pages that could not be read: {_listed(unreadable)}.")
    if pictures and not recognised.program:
        notes.append(
            f"Pages that are pictures, whose text is missing here: {_listed(pictures)}. "
            f"Tesseract, which reads such, is not installed: {INSTALL}, then `firsthand add`."
        )
    return (*notes, *recognised.notes)


def _listed(pages: list[int]) -> str:
    return ", ".join(map(str, pages))


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

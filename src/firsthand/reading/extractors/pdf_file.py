"""PDF files opened, or refused with the reason."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from firsthand.evidence.failures import Failure, UnreadableError

_MOST_PAGES = 5_000


def open_document(untrusted: Path) -> pypdfium2.PdfDocument:
    """The document; raises `UnreadableError` when it is locked, damaged, too long or none."""
    with untrusted.open("rb") as stream:
        if b"%PDF-" not in stream.read(1024):
            raise UnreadableError(Failure("mislabelled", "It does not begin as a PDF file does."))
    try:
        document = pypdfium2.PdfDocument(untrusted)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(_refusal(getattr(error, "err_code", None))) from None
    pages = len(document)
    if pages > _MOST_PAGES:
        sentence = f"It has {pages:,} pages; {_MOST_PAGES:,} are read at most."
        raise UnreadableError(Failure("too-large", sentence, "Split it and add the parts as well."))
    return document


def _refusal(code: int | None) -> Failure:
    if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return Failure(
            "encrypted",
            "It is locked with a pass-phrase.",
            "Unlock a copy with the pass-phrase and add the copy as well.",
        )
    return Failure(
        "truncated",
        "It begins as a PDF file, but its end or its table of contents is missing.",
        "Get it again from where it came; the copy seems cut off or damaged.",
    )

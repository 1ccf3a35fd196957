"""Text out of documents: the one entrance, through a confined child.

Each kind of document has its module in `extractors/`. Failures carry stable codes: `empty`,
`no-text`, `encrypted`, `truncated`, `mislabelled`, `malformed`, `too-large`,
`decompression-bomb`, `nested-too-deeply`, `unsupported`, and those of `firsthand.confine`
(`crashed`, `out-of-memory`, `out-of-time`, `too-much-output`).
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firsthand import __version__
from firsthand.confine import Limits, preload, run_confined
from firsthand.evidence.documents import DocumentText
from firsthand.evidence.exhibits import Tool
from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.evidence.json_values import from_json, to_json
from firsthand.reading.recognised import Recognised
from firsthand.reading.recognition import recognise_scans
from firsthand.reading.tesseract import installed_tesseract

_MIB = 1024 * 1024

#: The longest text that is kept, in characters: some five times War and Peace.
LONGEST_TEXT = 16_000_000
_LONGEST_RAW = 1_000_000  # characters of JSON that a raw value may take

_LIMITS = Limits(memory_bytes=2048 * _MIB, cpu_seconds=90, wall_seconds=180, output_bytes=64 * _MIB)


@dataclass(frozen=True, slots=True)
class _Extractor:
    """A module under `extractors/` with `extract(untrusted: Path) -> DocumentText`, the libraries
    that it stands on, and the largest file worth giving to it.

    Where it `has_scans`, `extract` also takes what was recognised in the pages that are pictures.
    """

    module: str
    libraries: tuple[str, ...] = ()
    largest: int = 512 * _MIB
    has_scans: bool = False


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PAGE = _Extractor("web_page", ("trafilatura", "htmldate", "extruct", "lxml", "w3lib"), 64 * _MIB)
_PLAIN = _Extractor("plain_text", ("charset-normalizer",), 64 * _MIB)
_EXTRACTORS = {
    "text/markdown": _Extractor("markdown", ("markdown-it-py", "charset-normalizer"), 32 * _MIB),
    "text/html": _PAGE,
    "application/xhtml+xml": _PAGE,
    "application/pdf": _Extractor("pdf", ("pypdfium2",), has_scans=True),
    _DOCX: _Extractor("word_document", ("python-docx", "lxml")),
    "message/rfc822": _Extractor("mail", ("lxml",)),
}


@dataclass(frozen=True, slots=True)
class Extraction:
    """A document's text and the confinement in which it was extracted, for the record."""

    document: DocumentText
    confinement: Mapping[str, str]


def extract(path: Path, media_type: str) -> DocumentText:
    """The text of the document and what it says about itself.

    Raises `UnreadableError` with one of the codes above; nothing that the file holds makes it
    raise anything else, or take longer than its limits.
    """
    return extract_confined(path, media_type).document


def extract_confined(path: Path, media_type: str) -> Extraction:
    """As `extract`, with the confinement that held."""
    extractor = _extractor_for(media_type)
    size = path.stat().st_size
    if size == 0:
        raise UnreadableError(Failure("empty", "The file has no bytes in it."))
    if extractor is None:
        sentence = f"There is no text to be had from {media_type}."
        remedy = "The exhibit is kept; convert it with another program and add the result as well."
        raise UnreadableError(Failure("unsupported", sentence, remedy))
    if size > extractor.largest:
        sentence = f"The file has {size // _MIB} MiB; {extractor.largest // _MIB} are read at most."
        raise UnreadableError(Failure("too-large", sentence, "Split it and add the parts as well."))
    module = f"firsthand.reading.extractors.{extractor.module}"
    preload((module,))
    options: dict[str, Any] = {"module": module}
    if extractor.has_scans:
        options["recognised"] = to_json(recognise_scans(path))
    result = run_confined(_extract_here, path, options=options, limits=_LIMITS)
    text = result.files["text"].decode("utf-8")
    document = from_json(DocumentText, {**result.value, "text": text, "media_type": media_type})
    return Extraction(document, result.confinement)


def extractor_tool(media_type: str) -> Tool:
    """What `extract` reads this media type with, exactly enough to do it again.

    Tesseract with its languages is a part of it for documents that may be scanned: once it is
    installed, or knows another language, such documents are due again.
    """
    extractor = _extractor_for(media_type)
    libraries = extractor.libraries if extractor else ()
    details = {name: importlib.metadata.version(name) for name in libraries}
    if extractor and extractor.has_scans and (tesseract := installed_tesseract()) is not None:
        details["tesseract"] = f"{tesseract.version} ({', '.join(tesseract.languages)})"
    return Tool("firsthand extraction", __version__, details)


def _extractor_for(media_type: str) -> _Extractor | None:
    if media_type.startswith("text/"):
        return _EXTRACTORS.get(media_type, _PLAIN)
    return _EXTRACTORS.get(media_type)


def _extract_here(untrusted: Path, outbox: Path, options: Mapping[str, Any]) -> Any:
    """In the child: extract, refuse what would not do as a text, and leave the text as a file."""
    module = importlib.import_module(options["module"])
    also = [from_json(Recognised, options["recognised"])] if "recognised" in options else []
    try:
        document: DocumentText = module.extract(untrusted, *also)
    except RecursionError:
        sentence = "Its parts are nested too deeply to be read."
        raise UnreadableError(Failure("nested-too-deeply", sentence)) from None
    if len(document.text) > LONGEST_TEXT:
        sentence = f"It holds {len(document.text):,} characters; {LONGEST_TEXT:,} are kept at most."
        raise UnreadableError(Failure("too-large", sentence, "Split it and add the parts as well."))
    if not document.text:
        raise UnreadableError(Failure("no-text", "There are no words in it."))
    (outbox / "text").write_text(document.text, encoding="utf-8", newline="")
    value = to_json(document)
    del value["text"]
    _shorten(value)
    return value


def _shorten(value: dict[str, Any]) -> None:
    """Leave out raw values that are too long to keep, and say so in the notes."""
    raw = value["description"]["raw"]
    for name in list(raw):
        if len(json.dumps(raw[name])) > _LONGEST_RAW:
            del raw[name]
            value["notes"].append(
                f"Its raw values {name!r} are too long to keep and were left out."
            )

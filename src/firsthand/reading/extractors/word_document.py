"""Word documents (Office Open XML): paragraphs and tables in order, as they would be printed.

The package is checked before any library opens it: how much it unpacks to, and that its XML
defines no entities, which Word never writes.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

from firsthand.evidence.documents import DocumentDescription, DocumentText
from firsthand.evidence.failures import Failure, UnreadableError
from firsthand.reading.extractors.tidying import one_line, paragraphs_joined, storable, tidy

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MOST_PARTS = 10_000
_MOST_UNPACKED = 1 << 30
_LARGEST_XML_PART = 256 << 20
_WORST_RATIO = 200  # of unpacked to packed; text at its most repetitive stays below
_HARMLESS = 32 << 20  # unpacked bytes that no ratio makes dangerous
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the older container, which Office locks files into

# What the library raises on packages and XML that are not as they should be.
_DAMAGE = (
    OpcError,
    etree.XMLSyntaxError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    ValueError,
    AttributeError,
    TypeError,
)

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOT_PRINTED = {_FALLBACK, f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr"}
_CHARACTERS = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "\u2011",
    f"{_W}softHyphen": "\u00ad",
}


def extract(untrusted: Path) -> DocumentText:
    """The text of a Word document with insertions accepted and deletions gone."""
    _check_package(untrusted)
    try:
        document = docx.Document(str(untrusted))
    except _DAMAGE as error:
        raise _damaged(str(error)) from None
    body = document.element.body
    text, notes = tidy(paragraphs_joined(list(_blocks(body))))
    properties = _properties(document)
    author = one_line(properties.get("author"))
    description = DocumentDescription(
        title=one_line(properties.get("title")),
        authors=(author,) if author else (),
        language=one_line(properties.get("language")),
        raw={"core_properties": storable(properties)},
    )
    return DocumentText(text, _DOCX, description, (*notes, *_left_out(document)))


def _check_package(untrusted: Path) -> None:
    with untrusted.open("rb") as stream:
        head = stream.read(8)
    if head == _OLE:
        remedy = "Unlock a copy with its pass-phrase and add the copy as well."
        raise UnreadableError(Failure("encrypted", "It is locked with a pass-phrase.", remedy))
    if not head.startswith(b"PK"):
        raise UnreadableError(Failure("mislabelled", "It does not begin as a Word document does."))
    try:
        with zipfile.ZipFile(untrusted) as package:
            _check_parts(package, untrusted.stat().st_size)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise _damaged(str(error)) from None


def _check_parts(package: zipfile.ZipFile, packed: int) -> None:
    parts = package.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableError(Failure("encrypted", "Its parts are locked with a pass-phrase."))
    unpacked = sum(part.file_size for part in parts)
    too_dense = unpacked > _HARMLESS and unpacked > _WORST_RATIO * packed
    if len(parts) > _MOST_PARTS or unpacked > _MOST_UNPACKED or too_dense:
        raise _bomb(f"Its {packed:,} bytes would unpack to {unpacked:,} in {len(parts):,} parts.")
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        if part.file_size > _LARGEST_XML_PART:
            raise _bomb(f"Its part {part.filename!r} would unpack to {part.file_size:,} bytes.")
        with package.open(part) as stream:
            if b"<!" in stream.read(4096).replace(b"<!--", b""):
                raise _bomb("Its XML defines entities, which Word documents never do.")
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        raise UnreadableError(Failure("mislabelled", "It is an archive, but no Word document."))


def _blocks(parent: Any) -> Iterator[str]:
    """The paragraphs and the rows of tables below an element, in order."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield "".join(_words(child))
            yield from (text for box in child.iter(f"{_W}txbxContent") for text in _box(box))
        elif child.tag == f"{_W}tr":
            cells = [" ".join(_blocks(cell)) for cell in child.iterchildren(f"{_W}tc")]
            yield " | ".join(cells)
        elif isinstance(child.tag, str) and child.tag not in _NOT_PRINTED:
            yield from _blocks(child)


def _box(box: Any) -> Iterator[str]:
    """The paragraphs of a text box, which Word writes twice for the sake of older readers."""
    if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
        yield from _blocks(box)


def _words(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]
        elif child.tag not in _NOT_PRINTED and child.tag != f"{_W}txbxContent":
            yield from _words(child)


def _properties(document: Any) -> dict[str, str]:
    core = document.core_properties
    names = ("title", "author", "subject", "keywords", "comments", "category", "language")
    times = ("created", "modified", "last_printed")
    found = {name: str(getattr(core, name) or "") for name in (*names, "last_modified_by")}
    found |= {name: str(getattr(core, name) or "") for name in times}
    return {name: value for name, value in found.items() if value}


def _left_out(document: Any) -> tuple[str, ...]:
    """What stands in the file and is not in the text."""
    notes = []
    if document.element.body.find(f".//{_W}delText") is not None:
        notes.append("Text that its author deleted with changes tracked was left out.")
    kinds = {str(rel.reltype).rpartition("/")[2] for rel in document.part.rels.values()}
    for kind in ("footnotes", "endnotes", "comments", "header", "footer"):
        if kind in kinds:
            notes.append(
                f"It has {kind if kind.endswith('s') else kind + 's'}; they were left out."
            )
    return tuple(notes)


def _damaged(reason: str) -> UnreadableError:
    sentence = f"It begins as a Word document, but is cut off or damaged ({reason[:200]})."
    return UnreadableError(Failure("truncated", sentence, "Get it again from where it came."))


def _bomb(sentence: str) -> UnreadableError:
    remedy = "It may have been made to harm its readers; the exhibit is kept as it is."
    return UnreadableError(Failure("decompression-bomb", sentence, remedy))

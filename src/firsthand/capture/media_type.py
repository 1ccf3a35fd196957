"""What a file is, told by its content; the name only decides where content cannot.

>>> sniff(b"%PDF-1.7 ...", "minutes.pdf")
MediaType(media_type='application/pdf', room='document', mislabelled_as=None)
>>> sniff(b"%PDF-1.7 ...", "photo.jpg")
MediaType(media_type='application/pdf', room='document', mislabelled_as='image/jpeg')
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import filetype

from firsthand.capture.textual import looks_textual, textual_type

#: How much of a file's beginning `sniff` wants to see, in bytes.
HEAD_SIZE = 65536

EMPTY = "application/x-empty"
UNKNOWN = "application/octet-stream"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

Room = Literal["document", "footage", "other"]

_DOCUMENTS = {
    "text/plain",
    "text/markdown",
    "text/html",
    "application/xhtml+xml",
    "application/pdf",
    DOCX,
    "message/rfc822",
}
_FOOTAGE = {
    "image/jpeg",
    "image/png",
    "image/apng",
    "image/gif",
    "image/webp",
    "image/avif",
    "image/heic",
    "image/tiff",
    "image/bmp",
    "image/jpx",
    "video/mp4",
    "video/quicktime",
    "video/3gpp",
    "video/x-matroska",
    "video/webm",
    "video/x-msvideo",
    "video/x-ms-wmv",
    "video/x-flv",
    "video/mpeg",
    "video/mp2t",
    "video/ogg",
}
_BY_EXTENSION = {
    "txt": "text/plain",
    "text": "text/plain",
    "md": "text/markdown",
    "markdown": "text/markdown",
    "html": "text/html",
    "htm": "text/html",
    "xhtml": "application/xhtml+xml",
    "pdf": "application/pdf",
    "docx": DOCX,
    "eml": "message/rfc822",
    "json": "application/json",
    "svg": "image/svg+xml",
    "xml": "application/xml",
    "csv": "text/csv",
    "zip": "application/zip",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "heic": "image/heic",
    "heif": "image/heic",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "bmp": "image/bmp",
    "jp2": "image/jpx",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "3gp": "video/3gpp",
    "mkv": "video/x-matroska",
    "webm": "video/webm",
    "avi": "video/x-msvideo",
    "wmv": "video/x-ms-wmv",
    "flv": "video/x-flv",
    "mpg": "video/mpeg",
    "mpeg": "video/mpeg",
    "ts": "video/mp2t",
    "m2ts": "video/mp2t",
    "mts": "video/mp2t",
    "ogv": "video/ogg",
    "mp3": "audio/mpeg",
    "wav": "audio/x-wav",
}
# Names that people and programs use for one another without meaning anything by it.
_INTERCHANGEABLE = (
    {"video/mp4", "video/quicktime", "video/3gpp", "audio/mp4"},
    {"video/x-matroska", "video/webm"},
    {"video/mpeg", "video/mp2t"},
    {"image/png", "image/apng"},
    {"text/html", "application/xhtml+xml", "application/xml"},
    {"text/plain", "text/markdown", "text/csv"},
)
_SIGNATURES = (
    (b"{\\rtf", "application/rtf"),
    (b"%!PS", "application/postscript"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),  # cameras' raw formats too, which build on it
    (b"MM\0*", "image/tiff"),
    (b"\0\0\1\xba", "video/mpeg"),
    (b"\0\0\1\xb3", "video/mpeg"),
)
_REFINED = {"video/x-m4v": "video/mp4"}


@dataclass(frozen=True, slots=True)
class MediaType:
    """What a file is (`media_type`), which room reads it, and what its name wrongly says it is.

    `room` is `document` (text comes out), `footage` (frames come out) or `other` (preserved only).
    """

    media_type: str
    room: Room
    mislabelled_as: str | None = None


def sniff(untrusted_head: bytes, name: str) -> MediaType:
    """What a file with these first bytes (`HEAD_SIZE` of them, or all) and this name is."""
    claimed = _BY_EXTENSION.get(_extension(name))
    if not untrusted_head:
        return MediaType(EMPTY, _room(claimed) if claimed else "other")
    found = _type_of(untrusted_head, claimed)
    return MediaType(found, _room(found), claimed if _contradicts(claimed, found) else None)


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _room(media_type: str) -> Room:
    if media_type in _DOCUMENTS or media_type.startswith("text/"):
        return "document"
    return "footage" if media_type in _FOOTAGE else "other"


def _contradicts(claimed: str | None, found: str) -> bool:
    if claimed is None or claimed == found:
        return False
    return not any(claimed in same and found in same for same in _INTERCHANGEABLE)


def _type_of(head: bytes, claimed: str | None) -> str:
    for rule in (_iso_media, _matroska, _transport_stream, _zip, _plain_signatures):
        if (found := rule(head, claimed)) is not None:
            return found
    if looks_textual(head, named_as_text=claimed is not None and _room(claimed) == "document"):
        return textual_type(head, claimed)
    kind = filetype.guess(head)
    return UNKNOWN if kind is None else _REFINED.get(kind.mime, kind.mime)


def _plain_signatures(head: bytes, _: str | None) -> str | None:
    """Formats whose beginning could pass for text, or is not where the library looks."""
    if b"%PDF-" in head[:1024]:  # readers allow as much before it
        return "application/pdf"
    if head.startswith(b"OggS"):
        return "video/ogg" if b"\x80theora" in head[:512] else "audio/ogg"
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    return None


def _iso_media(head: bytes, _: str | None) -> str | None:
    """ISO/IEC 14496-12 files by their brands; QuickTime files older than brands by their atoms."""
    if head[4:8] in (b"moov", b"mdat", b"wide", b"pnot") or head[4:12] == b"free\0\0\0\0":
        return "video/quicktime"
    if head[4:8] != b"ftyp":
        return None
    size = min(int.from_bytes(head[:4], "big"), 256)
    brands = [head[8:12], *(head[i : i + 4] for i in range(16, size, 4))]
    by_brand = (
        ("image/avif", {b"avif", b"avis"}),
        ("image/heic", {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}),
    )
    for media_type, wanted in by_brand:
        if wanted.intersection(brands):
            return media_type
    if brands[0] == b"qt  ":
        return "video/quicktime"
    if brands[0] in (b"M4A ", b"M4B "):
        return "audio/mp4"
    return "video/3gpp" if brands[0].startswith((b"3gp", b"3g2")) else "video/mp4"


def _matroska(head: bytes, _: str | None) -> str | None:
    """EBML documents by their DocType, which stands in the first few dozen bytes."""
    if not head.startswith(b"\x1a\x45\xdf\xa3"):
        return None
    return "video/webm" if b"webm" in head[:64] else "video/x-matroska"


def _transport_stream(head: bytes, _: str | None) -> str | None:
    """MPEG transport streams: a sync byte every 188 bytes (192 with time codes before it)."""
    for offset, step in ((0, 188), (4, 192)):
        if len(head) > offset + 3 * step and all(head[offset + i * step] == 0x47 for i in range(4)):
            return "video/mp2t"
    return None


def _zip(head: bytes, claimed: str | None) -> str | None:
    """ZIP archives, and the documents that are ZIP archives inside."""
    if not head.startswith((b"PK\3\4", b"PK\5\6")):
        return None
    office = b"[Content_Types].xml" in head
    if b"word/document" in head or (office and (b"word/" in head or claimed == DOCX)):
        return DOCX
    kind = filetype.guess(head)
    return "application/zip" if kind is None else str(kind.mime)

"""Which decoder a file belongs to, by its first bytes; never by its name."""

from __future__ import annotations

from enum import StrEnum

from firsthand.evidence.failures import Failure, UnreadableError

#: How much of a file's beginning `container_of` wants to see.
HEAD_BYTES = 4096


class Container(StrEnum):
    """The containers that can be read, by the name that descriptions print."""

    MP4 = "mp4"
    MATROSKA = "matroska"
    AVI = "avi"
    MPEG = "mpeg"
    MPEG_TS = "mpegts"
    FLV = "flv"
    ASF = "asf"
    OGG = "ogg"
    GIF = "gif"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    AVIF = "avif"
    BMP = "bmp"
    TIFF = "tiff"


#: Containers of pictures, which the image decoder reads.
IMAGES = frozenset(
    {
        Container.GIF,
        Container.PNG,
        Container.JPEG,
        Container.WEBP,
        Container.AVIF,
        Container.BMP,
        Container.TIFF,
    }
)

_MAGIC: tuple[tuple[bytes, Container], ...] = (
    (b"GIF8", Container.GIF),
    (b"\x89PNG\r\n\x1a\n", Container.PNG),
    (b"\xff\xd8\xff", Container.JPEG),
    (b"BM", Container.BMP),
    (b"II*\x00", Container.TIFF),
    (b"MM\x00*", Container.TIFF),
    (b"\x1aE\xdf\xa3", Container.MATROSKA),
    (b"\x00\x00\x01\xba", Container.MPEG),
    (b"\x00\x00\x01\xb3", Container.MPEG),
    (b"FLV\x01", Container.FLV),
    (b"0&\xb2u\x8ef\xcf\x11", Container.ASF),
    (b"OggS", Container.OGG),
)
#: Boxes that may open a file of the MP4 and QuickTime kind.
_MP4_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp"})
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_TS_PACKET = 188


def container_of(untrusted_head: bytes) -> Container:
    """The container that a file's first bytes announce; raises `UnreadableError`.

    Failure codes: `empty`, `mislabelled` (the bytes are text), `unsupported`.
    """
    if not untrusted_head:
        raise UnreadableError(
            Failure("empty", "The file has no bytes.", "Acquire the file again from its source.")
        )
    found = _by_magic(untrusted_head)
    if found is not None:
        return found
    if _looks_like_text(untrusted_head):
        raise UnreadableError(
            Failure(
                "mislabelled",
                "The file holds text, not footage.",
                "Look at the text: a download often keeps an error page in place of the media.",
            )
        )
    raise UnreadableError(
        Failure(
            "unsupported",
            "The first bytes are those of no media container that can be read here.",
            "Keep the file; convert a copy to MP4 or PNG and capture the copy as well.",
        )
    )


def _by_magic(head: bytes) -> Container | None:
    for magic, container in _MAGIC:
        if head.startswith(magic):
            return container
    if head[:4] == b"RIFF":
        return {b"AVI ": Container.AVI, b"WEBP": Container.WEBP}.get(head[8:12])
    if head[4:8] in _MP4_BOXES:
        return _iso_media(head)
    if len(head) > 2 * _TS_PACKET and all(head[n * _TS_PACKET] == 0x47 for n in range(3)):
        return Container.MPEG_TS
    return None


def _iso_media(head: bytes) -> Container:
    size = int.from_bytes(head[:4], "big")
    brands = {head[8:12]} | {head[n : n + 4] for n in range(16, min(size, 64), 4)}
    if head[4:8] == b"ftyp" and brands & _AVIF_BRANDS:
        return Container.AVIF
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        raise UnreadableError(
            Failure(
                "unsupported",
                "The file is an HEIC picture, which is not read here.",
                "Convert a copy to PNG or JPEG and capture the copy as well; keep this original.",
            )
        )
    return Container.MP4


def _looks_like_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4  # a character cut by the end of the head
    return True

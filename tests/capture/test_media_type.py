"""Files are told by their content; the name decides only where content cannot."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.capture.media_type import DOCX, EMPTY, UNKNOWN, sniff


def _box(brand, *compatible):
    body = brand + b"\0\0\0\0" + b"".join(compatible)
    return struct.pack(">I", len(body) + 8) + b"ftyp" + body + b"\0\0\0\x08free"


def _zipped(*names):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


MAIL = b"From: Ada <a@roads.example>\r\nTo: b@x.example\r\nSubject: x\r\nDate: x\r\n\r\nHello\r\n"
PAGE = b"<!DOCTYPE html>\n<html><body><p>The bridge.</p></body></html>"

CONTENTS = [
    (b"%PDF-1.7\n%\xe2\xe3", "a.pdf", "application/pdf", "document"),
    (b"junk\n%PDF-1.4\n", "a.pdf", "application/pdf", "document"),
    (_zipped("[Content_Types].xml", "word/document.xml"), "a.docx", DOCX, "document"),
    (PAGE, "a.html", "text/html", "document"),
    (b"\xef\xbb\xbf  " + PAGE, "", "text/html", "document"),
    (PAGE.decode().encode("utf-16"), "page", "text/html", "document"),
    (b"<p>A piece of a page", "a.htm", "text/html", "document"),
    (MAIL, "a.eml", "message/rfc822", "document"),
    (MAIL, "message", "message/rfc822", "document"),
    ("The bridge – it fell.".encode(), "a.txt", "text/plain", "document"),
    (b"The bridge fell.", "README", "text/plain", "document"),
    ("Мост упал ночью. ".encode("cp1251") * 9, "a.txt", "text/plain", "document"),
    ("Der Süden. Größe. ".encode("latin-1") * 9, "unnamed", "text/plain", "document"),
    ("The bridge".encode("utf-16-le"), "a.txt", "text/plain", "document"),
    (b"# Bridge\n\nIt fell.", "a.md", "text/markdown", "document"),
    (PAGE, "a.txt", "text/plain", "document"),
    (b'{"id": "x", "title": "y"}', "a.info.json", "application/json", "other"),
    (b"<svg xmlns='x'><path/></svg>", "a.svg", "image/svg+xml", "other"),
    (b"<?xml version='1.0'?><a/>", "a.xml", "application/xml", "other"),
    (_box(b"isom", b"iso2", b"mp41"), "a.mp4", "video/mp4", "footage"),
    (_box(b"qt  "), "a.mov", "video/quicktime", "footage"),
    (b"\0\0\0\x08wide\0\0\0\0mdat", "a.mov", "video/quicktime", "footage"),
    (_box(b"avif", b"mif1"), "a.avif", "image/avif", "footage"),
    (_box(b"mif1", b"heic"), "a.heic", "image/heic", "footage"),
    (_box(b"3gp4", b"isom"), "a.3gp", "video/3gpp", "footage"),
    (_box(b"M4A ", b"isom"), "a.m4a", "audio/mp4", "other"),
    (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska", "a.mkv", "video/x-matroska", "footage"),
    (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm", "a.webm", "video/webm", "footage"),
    (b"RIFF\x24\0\0\0AVI LIST", "a.avi", "video/x-msvideo", "footage"),
    (b"RIFF\x24\0\0\0WEBPVP8 ", "a.webp", "image/webp", "footage"),
    (b"GIF89a\x01\0\x01\0", "a.gif", "image/gif", "footage"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.png", "image/png", "footage"),
    (b"\xff\xd8\xff\xe0\0\x10JFIF", "a.jpg", "image/jpeg", "footage"),
    (b"II*\0\x08\0\0\0", "a.tiff", "image/tiff", "footage"),
    (b"BM\x36\0\0\0\0\0", "a.bmp", "image/bmp", "footage"),
    ((b"\x47" + b"\0" * 187) * 5, "a.ts", "video/mp2t", "footage"),
    ((b"\0\0\0\0\x47" + b"\0" * 187) * 5, "a.m2ts", "video/mp2t", "footage"),
    (b"\0\0\1\xba\x44", "a.mpg", "video/mpeg", "footage"),
    (_zipped("anything.txt"), "a.zip", "application/zip", "other"),
    (b"{\\rtf1 x}", "a.rtf", "application/rtf", "other"),
    (b"\x7fELF\x02\x01\x01" + b"\0" * 60, "program", "application/x-executable", "other"),
    (bytes(range(256)) * 8, "noise", UNKNOWN, "other"),
]


@pytest.mark.parametrize(("head", "name", "media_type", "room"), CONTENTS)
def test_content_tells_the_type_and_the_room(head, name, media_type, room):
    found = sniff(head, name)
    assert (found.media_type, found.room, found.mislabelled_as) == (media_type, room, None)


@pytest.mark.parametrize(
    ("head", "name", "claimed"),
    [
        (b"%PDF-1.7\n", "photo.jpg", "image/jpeg"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "minutes.pdf", "application/pdf"),
        (PAGE, "minutes.pdf", "application/pdf"),
        (_zipped("a"), "minutes.docx", DOCX),
        (bytes(range(256)) * 8, "clip.mp4", "video/mp4"),
        (b"The video is not available.", "clip.mp4", "video/mp4"),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 60, "statement.txt", "text/plain"),
    ],
)
def test_a_name_that_says_otherwise_is_on_the_record(head, name, claimed):
    assert sniff(head, name).mislabelled_as == claimed


@pytest.mark.parametrize("name", ["clip.MOV", "clip.mp4", "clip.m4v", "clip", "clip.part"])
def test_names_that_are_used_for_one_another_are_no_mislabelling(name):
    assert sniff(_box(b"isom"), name).mislabelled_as is None


def test_an_empty_file_goes_where_its_name_says():
    assert sniff(b"", "a.txt") == sniff(b"", "a.pdf")
    assert (sniff(b"", "a.pdf").media_type, sniff(b"", "a.pdf").room) == (EMPTY, "document")
    assert sniff(b"", "a.mp4").room == "footage"
    assert sniff(b"", "a").room == "other"


@given(st.binary(max_size=600), st.text(max_size=12))
def test_every_beginning_and_every_name_gives_a_type(head, name):
    found = sniff(head, name)
    assert found.room in ("document", "footage", "other")
    assert "/" in found.media_type


@given(st.sampled_from([content[0] for content in CONTENTS]), st.integers(1, 64))
def test_a_beginning_that_is_cut_off_gives_a_type(head, size):
    assert sniff(head[:size], "a.bin").media_type

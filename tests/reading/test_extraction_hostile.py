"""Every document that cannot be read ends as a failure with a stable code and a sentence."""

from __future__ import annotations

import io
import struct
import zipfile

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firsthand.evidence.failures import UnreadableError
from firsthand.reading.extraction import extract

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = ["text/plain", "text/markdown", "text/html", "application/pdf", DOCX, "message/rfc822"]
CODES = {
    "empty", "no-text", "encrypted", "truncated", "mislabelled", "too-large",
    "decompression-bomb", "nested-too-deeply", "crashed", "out-of-memory", "out-of-time",
}  # fmt: skip


def _code_or_text(path, media_type):
    try:
        return extract(path, media_type).text
    except UnreadableError as error:
        return error.failure.code


@pytest.fixture
def failure(tmp_path):
    def run(content, media_type):
        path = tmp_path / "untrusted"
        path.write_bytes(content)
        with pytest.raises(UnreadableError) as caught:
            extract(path, media_type)
        assert caught.value.failure.sentence
        return caught.value.failure.code

    return run


@pytest.fixture
def text_of(tmp_path):
    def run(content, media_type):
        path = tmp_path / "untrusted"
        path.write_bytes(content)
        return extract(path, media_type).text

    return run


def word_document(words="The bridge is closed."):
    document = docx.Document()
    document.add_paragraph(words)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def rezipped(data, change):
    """The Word document with its parts changed by `change(parts)`."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


PDF = b"""%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >> endobj
"""
LOCK = (
    f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >>".encode()
)


@pytest.mark.parametrize("media_type", TYPES)
def test_an_empty_file_is_empty(failure, media_type):
    assert failure(b"", media_type) == "empty"


@pytest.mark.parametrize("media_type", ["video/mp4", "application/zip", "application/x-empty"])
def test_what_holds_no_text_is_unsupported(failure, media_type):
    assert failure(b"anything", media_type) == "unsupported"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "text/plain"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "application/pdf"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", DOCX),
        (b"PK\5\6" + b"\0" * 18, DOCX),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "message/rfc822"),
    ],
)
def test_bytes_that_are_something_else_are_mislabelled(failure, content, media_type):
    assert failure(content, media_type) == "mislabelled"


@pytest.mark.parametrize("media_type", ["text/plain", "text/markdown", "text/html"])
def test_white_space_is_no_text(failure, media_type):
    assert failure(b" \n\t \r\n", media_type) == "no-text"


class TestPdf:
    def test_a_locked_file_is_encrypted(self, failure):
        data = PDF + b"trailer << /Root 1 0 R /ID [<41> <41>] " + LOCK + b" >>\n%%EOF"
        assert failure(data, "application/pdf") == "encrypted"

    def test_a_file_cut_off_is_truncated(self, failure):
        assert failure(PDF[:60], "application/pdf") == "truncated"

    def test_a_page_without_words_says_so(self, failure):
        data = PDF + b"trailer << /Root 1 0 R >>\n%%EOF"
        assert failure(data, "application/pdf") == "no-text"

    def test_a_huge_count_of_pages_is_believed_by_nobody(self, failure):
        data = PDF.replace(b"/Count 1", b"/Count 2000000000") + b"trailer << /Root 1 0 R >>\n%%EOF"
        assert failure(data, "application/pdf") in ("too-large", "no-text", "truncated")

    def test_pages_that_hold_themselves_come_to_an_end(self, failure):
        data = PDF.replace(b"[3 0 R]", b"[2 0 R]") + b"trailer << /Root 1 0 R >>\n%%EOF"
        assert failure(data, "application/pdf") in CODES


class TestWordDocuments:
    def test_a_file_cut_off_is_truncated(self, failure):
        data = word_document()
        assert failure(data[: len(data) // 2], DOCX) == "truncated"

    def test_the_container_of_locked_files_is_encrypted(self, failure):
        assert failure(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, DOCX) == "encrypted"

    def test_locked_parts_are_encrypted(self, failure):
        data = bytearray(word_document())
        at = data.index(b"PK\1\2")
        while at >= 0:  # set the flag in every entry of the directory
            data[at + 8] |= 1
            at = data.find(b"PK\1\2", at + 4)
        assert failure(bytes(data), DOCX) == "encrypted"

    def test_a_part_that_unpacks_without_end_is_a_bomb(self, failure):
        def swell(parts):
            parts["word/media/image1.png"] = b"\0" * (80 << 20)

        assert failure(rezipped(word_document(), swell), DOCX) == "decompression-bomb"

    def test_a_directory_that_lies_about_sizes_gains_nothing(self, failure):
        def swell(parts):
            parts["word/document.xml"] = b"<a>" + b" " * (40 << 20) + b"</a>"

        data = bytearray(rezipped(word_document(), swell))
        data = bytes(data).replace(struct.pack("<I", (40 << 20) + 7), struct.pack("<I", 100))
        assert failure(data, DOCX) in ("truncated", "decompression-bomb")

    def test_xml_entities_are_a_bomb(self, failure):
        def lace(parts):
            entities = b'<!ENTITY a "ha">' + b"".join(
                b'<!ENTITY %c "%s">' % (c, b"&%c;" % (c - 1) * 10) for c in b"bcdefghij"
            )
            body = parts["word/document.xml"].split(b"?>", 1)[1]
            parts["word/document.xml"] = b"<!DOCTYPE x [" + entities + b"]>" + body

        assert failure(rezipped(word_document(), lace), DOCX) == "decompression-bomb"

    def test_an_archive_with_names_that_climb_writes_nothing(self, failure, tmp_path):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("../../climbed.txt", "x")
            archive.writestr("[Content_Types].xml", "<Types/>")
        before = sorted(p.name for p in tmp_path.parent.iterdir())
        assert failure(stream.getvalue(), DOCX) == "truncated"
        assert sorted(p.name for p in tmp_path.parent.iterdir()) == before

    def test_deeply_nested_tables_are_read_or_refused(self, tmp_path):
        def nest(parts):
            deep = b"<w:tbl><w:tr><w:tc>" * 3000 + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * 3000
            parts["word/document.xml"] = parts["word/document.xml"].replace(
                b"<w:body>", b"<w:body>" + deep
            )

        path = tmp_path / "nested.docx"
        path.write_bytes(rezipped(word_document(), nest))
        with pytest.raises(UnreadableError) as caught:
            extract(path, DOCX)
        assert caught.value.failure.code in ("nested-too-deeply", "truncated")


class TestPages:
    def test_a_million_nested_tags_are_nested_too_deeply(self, failure):
        page = b"<html><body>" + b"<div>" * 1_000_000 + b"The bridge is closed."
        assert failure(page, "text/html") == "nested-too-deeply"

    def test_what_stands_before_the_depth_is_read_and_the_rest_is_noted(self, tmp_path):
        path = tmp_path / "a.html"
        path.write_bytes(b"<body><p>The bridge is closed.</p>" + b"<div>" * 1000 + b"Unread.")
        document = extract(path, "text/html")
        assert document.text == "The bridge is closed."
        assert "nested too deeply" in document.notes[0]

    def test_scripts_and_hidden_markup_are_no_text(self, text_of):
        page = b"""<html><body><script>alert("x")</script><style>b{}</style>
        <noscript>Turn on scripts</noscript><template>later</template>
        <p onclick="steal()">The bridge is closed.</p><!-- a comment --></body></html>"""
        text = text_of(page, "text/html")
        assert "closed" in text
        assert not any(word in text for word in ("alert", "steal", "later", "comment"))

    def test_a_page_with_zeros_is_read_up_to_the_words(self, text_of):
        page = b"<html><body><p>The bridge \0is closed.</p></body></html>"
        assert "closed" in text_of(page, "text/html")

    def test_local_files_are_not_taken_in(self, text_of, tmp_path):
        (tmp_path / "secret.txt").write_text("hunter2")
        page = f"""<?xml version="1.0"?><!DOCTYPE html [<!ENTITY s SYSTEM
        "file://{tmp_path}/secret.txt">]><html><body><p>Closed &s; now.</p></body></html>"""
        assert "hunter2" not in text_of(page.encode(), "application/xhtml+xml")


class TestTexts:
    def test_zeros_and_controls_are_left_out(self, text_of):
        data = b"The \0bridge \x07is\x1b closed by order.\x7f"
        assert text_of(data, "text/plain") == "The bridge is closed by order."

    def test_halves_of_characters_are_replaced(self, text_of):
        text = text_of("\ufeffThe \ud800 bridge".encode("utf-16-le", "surrogatepass"), "text/plain")
        assert text.startswith("The ")
        assert text.encode()  # every encoding of Unicode can hold it

    def test_a_line_of_two_hundred_megabytes_is_too_large(self, failure):
        assert failure(b"x" * 200_000_000, "text/plain") == "too-large"

    def test_a_line_of_fifty_megabytes_is_too_large_to_keep(self, failure):
        assert failure(b"x" * 50_000_000, "text/plain") == "too-large"

    def test_deeply_nested_markdown_comes_to_an_end(self, tmp_path):
        path = tmp_path / "a.md"
        path.write_bytes(b">" * 100_000 + b" The bridge is closed.")
        found = _code_or_text(path, "text/markdown")
        assert found in CODES or found.endswith("The bridge is closed.")

    def test_a_mail_of_parts_in_parts_comes_to_an_end(self, failure):
        parts = "".join(
            f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(3000)
        )
        code = failure(f"From: a@x.example\nMIME-Version: 1.0\n{parts}".encode(), "message/rfc822")
        assert code in ("nested-too-deeply", "no-text")


@pytest.mark.parametrize("media_type", TYPES)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_noise_gives_text_or_a_known_code(tmp_path, media_type, data):
    beginnings = [b"", b"%PDF-1.4\n", b"PK\3\4", b"<html><body>", b"From: a@x.example\n\n"]
    content = data.draw(st.sampled_from(beginnings)) + data.draw(
        st.binary(min_size=1, max_size=400)
    )
    path = tmp_path / "noise"
    path.write_bytes(content)
    found = _code_or_text(path, media_type)
    assert found not in ("crashed", "out-of-memory", "out-of-time")
    assert found.encode()
    assert found == found.strip("\n")

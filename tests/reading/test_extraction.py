"""Text comes out of documents with its paragraphs, and with what they say about themselves."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from email.message import EmailMessage

import docx
import pytest
from docx.oxml import parse_xml

from firsthand.evidence.times import UNKNOWN_TIME
from firsthand.reading.extraction import extract, extract_confined, extractor_tool

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture
def extracted(tmp_path):
    def run(content, media_type):
        path = tmp_path / "untrusted"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return extract(path, media_type)

    return run


class TestPlainText:
    def test_lines_and_paragraphs_take_the_one_shape(self, extracted):
        document = extracted("One  \r\ntwo\r\n \r\n\r\n\r\nthree\x0cfour\u2028five\n", "text/plain")
        assert document.text == "One\ntwo\n\nthree\n\nfour\nfive"

    def test_typographic_marks_and_marks_of_direction_stay(self, extracted):
        text = "“Закрыто”, – сказал он.\n\n\u200fقال الوزير: «أغلقناه».\u200e\n\n‘Փակ է’"
        assert extracted(text, "text/plain").text == text

    def test_a_paragraph_a_line_is_told_from_wrapped_lines(self, extracted):
        long = "The bridge over the Sev was hit twice on Sunday, the Ministry of Roads said. " * 2
        document = extracted(f"{long}\n{long}\n", "text/plain")
        assert document.text.count("\n\n") == 1
        assert document.notes == ("Each line was taken to be a paragraph.",)
        assert extracted("A short line\nand another\n", "text/plain").text.count("\n\n") == 0

    @pytest.mark.parametrize(
        ("encoding", "said"),
        [
            ("utf-8-sig", "utf-8-sig"),
            ("utf-16", "utf-16"),
            ("utf-32", "utf-32"),
            ("utf-16-le", "utf-16-le"),
            ("cp1251", "cp1251"),
        ],
    )
    def test_the_encoding_is_found_and_recorded(self, extracted, encoding, said):
        text = "Мост через реку закрыт, сообщило министерство дорог в воскресенье. " * 4
        if encoding == "utf-16-le":
            text = "The bridge over the river is closed, the ministry said on Sunday. " * 4
        document = extracted(text.encode(encoding), "text/plain")
        assert document.text == text.strip()
        assert said in document.notes[0]

    def test_a_few_broken_bytes_leave_utf8_readable(self, extracted):
        data = ("Мост через реку закрыт. " * 20).encode() + b"\xd0 \xff"
        document = extracted(data, "text/plain")
        assert document.text.startswith("Мост через реку")
        assert "U+FFFD" in document.notes[0]


MARKDOWN = """---
title: front
---
# Bridge at **Orvel**

“Nobody was on it,” said [minister Ada Korin](https://x.example/a).

> We saw *two*
> flashes.

1. First
2. Second

| Place | Hurt |
|-------|------|
| Orvel | 3    |

<div>markup</div>

    code stays
"""


def test_markdown_keeps_the_words_and_the_marks_of_quotation(extracted):
    document = extracted(MARKDOWN, "text/markdown")
    assert document.text.split("\n\n") == [
        "Bridge at Orvel",
        "“Nobody was on it,” said minister Ada Korin.",
        "> We saw two\n> flashes.",
        "1. First",
        "2. Second",
        "Place | Hurt",
        "Orvel | 3",
        "code stays",
    ]
    assert document.description.title == "Bridge at Orvel"
    assert document.description.raw == {"front_matter": "title: front"}
    assert document.notes == ("1 blocks of HTML in it were left out.",)


ARTICLE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Bridge at Orvel struck | The Norland Post</title>
<link rel="canonical" href="https://norlandpost.example/2026/bridge">
<meta property="og:site_name" content="The Norland Post">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
 {"@type": "NewsArticle", "headline": "Bridge at Orvel struck",
  "datePublished": "2026-03-01T10:05:00+04:00", "publisher": {"@id": "#us"},
  "author": [{"@type": "Person", "name": "Mara Lind"}, {"@type": "Person", "name": "T. Reyes"}]},
 {"@type": "Organization", "@id": "#us", "name": "The Norland Post Ltd"}]}</script>
<script>document.write("<p>never text</p>")</script><style>p {color: red}</style></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World news</a></li></ul></nav>
<article><h1>Bridge at Orvel struck</h1>
<p class="byline">By <a rel="author" href="/m">Mara Lind</a> and T. Reyes in Orvel</p>
<p>The bridge over the Sev was hit twice on Sunday morning, the Ministry of Roads said.</p>
<p>“Nobody was on it,” said minister <b>Ada Korin</b>. “We closed it at dawn.”</p>
<figure><img src="x.jpg"><figcaption>The bridge on Sunday. Photo: L. Venn</figcaption></figure>
<blockquote><p>We saw two flashes and then the middle was gone.</p></blockquote>
<p>That is what a resident, who asked not to be named, told this paper.<script>x()</script></p>
<p>According to the regional hospital, three people were treated for cuts, and one of them
remained there on Monday, a spokesman said by telephone.</p></article>
<footer><p>© 2026 The Norland Post. All rights reserved.</p></footer></body></html>"""


class TestWebPages:
    def test_the_article_comes_with_headline_byline_and_captions(self, extracted):
        paragraphs = extracted(ARTICLE, "text/html").text.split("\n\n")
        assert paragraphs == [
            "Bridge at Orvel struck",
            "By Mara Lind and T. Reyes in Orvel",
            "The bridge over the Sev was hit twice on Sunday morning, the Ministry of Roads said.",
            "“Nobody was on it,” said minister Ada Korin. “We closed it at dawn.”",
            "We saw two flashes and then the middle was gone.",
            "That is what a resident, who asked not to be named, told this paper.",
            (
                "According to the regional hospital, three people were treated for cuts, and one "
                "of them remained there on Monday, a spokesman said by telephone."
            ),
            "The bridge on Sunday. Photo: L. Venn",
        ]

    def test_the_page_describes_itself(self, extracted):
        description = extracted(ARTICLE, "text/html").description
        assert description.title == "Bridge at Orvel struck"
        assert description.authors == ("Mara Lind", "T. Reyes")
        assert description.outlet == "The Norland Post Ltd"
        assert description.address == "https://norlandpost.example/2026/bridge"
        assert description.language == "en"
        assert description.published.earliest == datetime(2026, 3, 1, 6, 5, tzinfo=UTC)
        assert description.published.latest == description.published.earliest
        assert description.published.printed == "2026-03-01T10:05:00+04:00"
        assert description.published.basis == "JSON-LD datePublished"
        assert description.raw["json_ld"][0]["@graph"][0]["headline"] == "Bridge at Orvel struck"
        assert description.raw["meta"] == {"og:site_name": "The Norland Post"}

    def test_block_quotations_are_known_by_their_offsets(self, extracted):
        document = extracted(ARTICLE, "text/html")
        quoted = [document.text[a:b] for a, b in document.description.raw["block_quotations"]]
        assert quoted == ["We saw two flashes and then the middle was gone."]

    def test_meta_tags_and_the_time_element_serve_without_json_ld(self, extracted):
        page = ARTICLE.replace("application/ld+json", "text/template")
        description = extracted(page, "text/html").description
        assert description.outlet == "The Norland Post"
        assert description.authors == ("Mara Lind",)
        page = page.replace("<article>", '<article><time datetime="2026-03-01">1 March</time>')
        published = extracted(page, "text/html").description.published
        assert published.earliest == datetime(2026, 2, 28, 10, tzinfo=UTC)
        assert published.basis == "time element"

    def test_a_page_without_an_article_gives_all_that_is_visible(self, extracted):
        page = "<html><body><div>Closed.</div><p>“Stay away,” said Korin.</p></body></html>"
        document = extracted(page, "text/html")
        assert document.text == "Closed.\n\n“Stay away,” said Korin."
        assert document.description.published == UNKNOWN_TIME

    def test_a_short_article_is_not_lumped_together_with_the_menu(self, extracted):
        page = (
            "<body><nav><a href='/'>Home</a> <a href='/n'>News</a></nav><article><h1>Statement</h1>"
            "<p>“Nobody was on it,” said Korin.</p><p>She left.</p></article>"
            "<footer>© Norland Post</footer></body>"
        )
        document = extracted(page, "text/html")
        assert document.text == "Statement\n\n“Nobody was on it,” said Korin.\n\nShe left."

    def test_quotations_marked_inline_show_their_marks(self, extracted):
        page = (
            "<body><p>She said <q>nobody was <b>there</b></q> and <q>go</q>, then left.</p></body>"
        )
        document = extracted(page, "text/html")
        assert document.text == "She said “nobody was there” and “go”, then left."

    def test_preformatted_text_keeps_its_lines_and_is_no_quotation(self, extracted):
        document = extracted("<body><pre>One\ntwo.\n\n“Three,” he said.</pre></body>", "text/html")
        assert document.text == "One\ntwo.\n\n“Three,” he said."
        assert document.description.raw["block_quotations"] == []

    def test_the_declared_encoding_is_used(self, extracted):
        page = '<html><head><meta charset="windows-1251"></head><body><p>Мост закрыт.</p></body>'
        document = extracted(page.encode("cp1251"), "text/html")
        assert document.text == "Мост закрыт."
        assert "cp1251" in document.notes[0]

    def test_json_ld_that_is_broken_or_strange_does_no_harm(self, extracted):
        blocks = (
            "{",
            "[[[]]]",
            '{"@type": "NewsArticle", "author": [[{"name": {"name": 1}}]], "publisher": 7}',
            '{"@type": 5, "@id": [], "headline": {"a": NaN}}',
            '{"@id": "#a", "@type": "Article", "publisher": {"@id": "#a"}}',
        )
        scripts = "".join(f'<script type="application/ld+json">{b}</script>' for b in blocks)
        page = f"<html><head>{scripts}</head><body><p>The bridge is closed.</p></body></html>"
        assert extracted(page, "text/html").text == "The bridge is closed."

    def test_raw_values_without_end_are_left_out_and_noted(self, extracted):
        long = ", ".join('"' + "x" * 90_000 + '"' for _ in range(15))
        script = (
            f'<script type="application/ld+json">{{"@type": "Article", "k": [{long}]}}</script>'
        )
        document = extracted(f"<head>{script}</head><p>The bridge is closed.</p>", "text/html")
        assert "json_ld" not in document.description.raw
        assert "json_ld" in document.notes[-1]


def make_pdf(pages, *, encrypted=False):
    """A PDF file by hand: pages of paragraphs of lines, in Helvetica."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Title (Bridge) /Author (Ada Korin) >>"]
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    kids = []
    for paragraphs in pages:
        steps = ["BT /F1 12 Tf 14 TL 72 720 Td"]
        for lines in paragraphs:
            steps += [f"({line}) Tj T*" for line in lines] + ["T*"]
        stream = "\n".join([*steps, "ET"])
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
            f"/Resources << /Font << /F1 4 0 R >> >> /Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    out, places = io.BytesIO(b""), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode())
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write(b"".join(f"{place:010d} 00000 n \n".encode() for place in places))
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >>"
    trailer = f"/Size {len(objects) + 1} /Root 1 0 R /Info 3 0 R /ID [<41> <41>]"
    out.write(f"trailer << {trailer} {lock if encrypted else ''} >>\n".encode())
    out.write(f"startxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


class TestPdf:
    def test_paragraphs_are_told_by_the_gaps_and_pages_are_joined(self, extracted):
        first = [["The bridge was hit twice on Sunday, the", "Ministry of Roads said."]]
        first += [["The minister went to the place in the"]]
        second = [["afternoon and spoke to the press."], ["Nobody was hurt."]]
        document = extracted(make_pdf([first, second]), "application/pdf")
        assert document.text.split("\n\n") == [
            "The bridge was hit twice on Sunday, the\nMinistry of Roads said.",
            "The minister went to the place in the\nafternoon and spoke to the press.",
            "Nobody was hurt.",
        ]

    def test_a_broken_word_is_mended_only_where_the_document_has_it_whole(self, extracted):
        lines = [["The ministry said that the mini-", "stry knew of the cease-", "fire."]]
        text = extracted(make_pdf([lines]), "application/pdf").text
        assert text == "The ministry said that the ministry knew of the cease-fire."

    def test_the_information_dictionary_describes_it_and_dates_nothing(self, extracted):
        description = extracted(make_pdf([[["Words."]]]), "application/pdf").description
        assert (description.title, description.authors) == ("Bridge", ("Ada Korin",))
        assert description.published == UNKNOWN_TIME
        assert description.raw["pages"] == 1


class TestWordDocuments:
    def test_paragraphs_and_tables_come_in_order(self, extracted):
        document = docx.Document()
        document.core_properties.title = "Minutes"
        document.core_properties.author = "Ada Korin"
        document.add_heading("Minutes of the council")
        paragraph = document.add_paragraph("“Close it,” ")
        paragraph.add_run("said Korin.").bold = True
        table = document.add_table(1, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "Orvel", "3 hurt"
        document.add_paragraph("After\tthe table.")
        stream = io.BytesIO()
        document.save(stream)
        found = extracted(stream.getvalue(), DOCX)
        assert found.text.split("\n\n") == [
            "Minutes of the council",
            "“Close it,” said Korin.",
            "Orvel | 3 hurt",
            "After\tthe table.",
        ]
        assert (found.description.title, found.description.authors) == ("Minutes", ("Ada Korin",))
        assert found.description.published == UNKNOWN_TIME

    def test_insertions_are_in_deletions_are_out_and_noted(self, extracted):
        document = docx.Document()
        body = document.element.body
        body.insert(
            0,
            parse_xml(
                f"<w:p {W}><w:r><w:t>It </w:t></w:r><w:del><w:r><w:delText>stood</w:delText></w:r>"
                "</w:del><w:ins><w:r><w:t>fell</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>"
            ),
        )
        body.insert(
            1,
            parse_xml(
                f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p>"
                "</w:sdtContent></w:sdt>"
            ),
        )
        stream = io.BytesIO()
        document.save(stream)
        found = extracted(stream.getvalue(), DOCX)
        assert found.text == "It fell.\n\nIn a control."
        assert "deleted" in found.notes[0]


class TestMail:
    @pytest.fixture
    def message(self):
        message = EmailMessage()
        message["From"] = "Ada Korin <ada@roads.example>"
        message["To"] = "press@post.example"
        message["Subject"] = "The bridge – closed"
        message["Date"] = "Sun, 01 Mar 2026 10:05:00 +0400"
        return message

    def test_the_body_is_the_text_and_the_header_describes_it(self, extracted, message):
        message.set_content("Nobody was on it.\n\n— Ada\n")
        message.add_attachment(b"x", maintype="image", subtype="png", filename="../../a.png")
        document = extracted(bytes(message), "message/rfc822")
        assert document.text == "Nobody was on it.\n\n— Ada"
        assert document.description.title == "The bridge – closed"
        assert document.description.authors == ("Ada Korin",)
        assert document.description.published.earliest == datetime(2026, 3, 1, 6, 5, tzinfo=UTC)
        assert ["To", "press@post.example"] in document.description.raw["header"]
        assert document.notes == ("Attachment left out: ../../a.png (image/png).",)

    def test_a_message_in_html_only_gives_its_words(self, extracted, message):
        message.set_content("<p>Nobody was on it.</p><p>Ada</p>", subtype="html")
        document = extracted(bytes(message), "message/rfc822")
        assert document.text == "Nobody was on it.\n\nAda"

    def test_a_wrong_charset_is_noted_and_got_around(self, extracted, message):
        message.set_content("Мост через реку закрыт.", charset="utf-8")
        data = bytes(message).replace(b'charset="utf-8"', b'charset="x-none"')
        document = extracted(data, "message/rfc822")
        assert document.text == "Мост через реку закрыт."
        assert "x-none" in document.notes[0]


def test_the_record_says_which_libraries_and_which_confinement(tmp_path):
    path = tmp_path / "a.html"
    path.write_text("<p>The bridge is closed.</p>")
    assert set(extract_confined(path, "text/html").confinement) == {
        "network",
        "system_calls",
        "files",
    }
    assert set(extractor_tool("text/html").details) >= {"trafilatura", "htmldate", "extruct"}
    assert "pypdfium2" in extractor_tool("application/pdf").details

"""Pages that are pictures are recognised where tesseract is installed, and named where not."""

from __future__ import annotations

import io
import os
import re
import shutil
import sys

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from firsthand.evidence.failures import UnreadableError
from firsthand.reading import recognition, tesseract
from firsthand.reading.extraction import extract, extractor_tool
from firsthand.reading.tesseract_table import blocks_of

PDF = "application/pdf"
PAGE = (1000, 700)  # pixels, at 120 dots per inch
FIRST = ["The ferry office of Ozerny closed the quay", "on Sunday, harbour master Lena Orlik said."]
SECOND = ["Nobody was on board, she added."]


@pytest.fixture
def with_tesseract():
    if shutil.which("tesseract") is None:
        reason = "needs tesseract: apt-get install tesseract-ocr"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture
def without_programs(monkeypatch, tmp_path):
    (tmp_path / "no programs").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "no programs"))


def picture(lines, turned=0):
    page = Image.new("L", PAGE, 255)
    drawn = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        font = ImageFont.load_default(size=32)
        drawn.text((90, 120 + 44 * number), line, font=font, fill=0)
    return page.rotate(turned, expand=True, fillcolor=255)


def scan(path, *pages):
    """A PDF file of pictures, one a page."""
    pages[0].save(path, "PDF", resolution=120, save_all=True, append_images=pages[1:])
    return path


def written(path, text):
    """A PDF file of one page with a text layer."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R /Resources 6 0 R >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Font << /F1 4 0 R >> >>",
    ]
    objects = "".join(f"{n} 0 obj\n{body}\nendobj\n" for n, body in enumerate(bodies, 1))
    path.write_bytes(f"%PDF-1.4\n{objects}trailer << /Root 1 0 R >>\n%%EOF".encode())
    return path


def joined(path, *parts):
    """The pages of several PDF files in one."""
    whole = pypdfium2.PdfDocument.new()
    for part in parts:
        whole.import_pages(pypdfium2.PdfDocument(part))
    whole.save(path)
    return path


@pytest.mark.usefixtures("with_tesseract")
class TestWithTesseract:
    def test_a_scan_is_recognised_in_paragraphs_and_the_notes_warn_of_it(self, tmp_path):
        document = extract(scan(tmp_path / "scan.pdf", picture([*FIRST, "", *SECOND])), PDF)
        assert document.text.split("\n\n") == ["\n".join(FIRST), *SECOND]
        (note,) = document.notes
        assert note.startswith("Recognised in pictures of pages by tesseract ")
        assert re.search(
            r", and may be wrong: 1 \(eng, 9\d\) \(page, language, mean confidence of 100\)\.$",
            note,
        )

    def test_pages_keep_their_order_among_written_ones(self, tmp_path):
        front = written(tmp_path / "front.pdf", "Minutes of the harbour council, in the old hall.")
        back = written(tmp_path / "back.pdf", "Signed by all five members of the council at noon.")
        middle = scan(tmp_path / "middle.pdf", picture(FIRST))
        document = extract(joined(tmp_path / "all.pdf", front, middle, back), PDF)
        assert document.text.split("\n\n") == [
            "Minutes of the harbour council, in the old hall.",
            "\n".join(FIRST),
            "Signed by all five members of the council at noon.",
        ]
        (note,) = document.notes
        assert ": 2 (eng, " in note

    def test_a_page_of_noise_gives_no_words_and_says_so(self, tmp_path):
        noise = Image.effect_noise((300, 200), 120).resize((600, 400))
        with pytest.raises(UnreadableError) as caught:
            extract(scan(tmp_path / "noise.pdf", noise), PDF)
        assert caught.value.failure.code == "no-text"
        assert "recognised no words" in caught.value.failure.sentence

    def test_more_pages_than_are_recognised_are_counted_in_the_notes(self, tmp_path, monkeypatch):
        monkeypatch.setattr(recognition, "MOST_PAGES", 1)
        path = scan(tmp_path / "scan.pdf", picture(FIRST), picture(SECOND), picture(SECOND))
        document = extract(path, PDF)
        assert document.text == "\n".join(FIRST)
        assert document.notes[-1].startswith("Pages that are pictures and were not tried (at most ")
        assert document.notes[-1].endswith(": 2, 3.")

    def test_the_record_names_its_version_and_languages(self):
        said = extractor_tool(PDF).details["tesseract"]
        assert said[0].isdigit()
        assert "eng" in said
        assert "osd" not in said

    def test_a_sideways_page_is_read(self, tmp_path):
        found = tesseract.installed_tesseract()
        if found is None or not found.knows_orientation:
            pytest.skip("needs the orientation model: apt-get install tesseract-ocr-osd")
        text = extract(scan(tmp_path / "scan.pdf", picture([*FIRST, *SECOND], 90)), PDF).text
        assert "harbour master Lena Orlik said" in text


@pytest.mark.usefixtures("without_programs")
class TestWithoutTesseract:
    def test_a_scan_fails_with_the_line_that_installs_it(self, tmp_path):
        with pytest.raises(UnreadableError) as caught:
            extract(scan(tmp_path / "scan.pdf", picture(FIRST)), PDF)
        failure = caught.value.failure
        assert failure.code == "no-text"
        assert "tesseract, which reads such, is not installed" in failure.sentence
        assert "apt-get install tesseract-ocr, then `firsthand add`" in failure.remedy

    def test_a_partly_scanned_document_names_the_pages_that_are_missing(self, tmp_path):
        front = written(tmp_path / "front.pdf", "Minutes of the harbour council, in the old hall.")
        scans = scan(tmp_path / "scan.pdf", picture(FIRST), picture(SECOND))
        document = extract(joined(tmp_path / "all.pdf", front, scans), PDF)
        assert document.text == "Minutes of the harbour council, in the old hall."
        (note,) = document.notes
        assert note == (
            "Pages that are pictures, whose text is missing here: 2, 3. Tesseract, which reads "
            "such, is not installed: apt-get install tesseract-ocr, then `firsthand add`."
        )

    def test_the_tool_is_another_one_so_that_scans_are_due_once_it_is_installed(self):
        assert "tesseract" not in extractor_tool(PDF).details

    def test_a_blank_page_is_not_taken_for_a_scan(self, tmp_path):
        blank = pypdfium2.PdfDocument.new()
        blank.new_page(300, 300)
        content = io.BytesIO()
        blank.save(content)
        (tmp_path / "blank.pdf").write_bytes(content.getvalue())
        with pytest.raises(UnreadableError) as caught:
            extract(tmp_path / "blank.pdf", PDF)
        assert caught.value.failure.sentence == "Its pages (1) hold no text."


SIMULATED = """#!{python}
import sys
WORDS = {{"eng": "words", "rus": "слова"}}
SURE = {{  # by the width of the page in steps of 100 pixels, then by the language asked for
    10: {{"rus": 95, "eng": 40}}, 11: {{"rus": 80, "eng": 90}}, 12: {{"rus": 45, "eng": 95}},
}}
asked = sys.argv[1:]
if asked == ["--version"]:
    print("tesseract 9.9.9")
elif asked == ["--list-langs"]:
    print("List of available languages (3):", "eng", "osd", "rus", sep="\\n")
else:
    language = asked[asked.index("-l") + 1]
    width = int(sys.stdin.buffer.read().split()[1])
    for line in range(1, 61):
        place = (5, 1, 1, 1, line, 1, 10, 50 * line, 900, 30)
        print(*place, SURE[width // 250][language], WORDS[language], sep="\\t")
"""


class TestLanguages:
    """A simulated tesseract that knows two languages, and how sure it is of each page."""

    @pytest.fixture(autouse=True)
    def simulated(self, monkeypatch, tmp_path):
        program = tmp_path / "programs" / "tesseract"
        program.parent.mkdir()
        program.write_text(SIMULATED.format(python=sys.executable))
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(program.parent))

    @pytest.fixture
    def languages(self, tmp_path):
        def run(*widths):
            pages = [Image.new("L", (100 * width, 600), 255) for width in widths]
            document = extract(scan(tmp_path / "scan.pdf", *pages), PDF)
            (note,) = document.notes
            return re.findall(r"\d \((\w+), \d\d\)", note)

        return run

    def test_the_one_that_is_surest_of_the_page_is_taken(self, languages):
        assert languages(12, 10, 12) == ["eng", "rus", "eng"]

    def test_a_settled_one_is_kept_for_as_long_as_it_does_well(self, languages):
        assert languages(11) == ["eng"]
        assert languages(10, 11, 12, 11) == ["rus", "rus", "eng", "eng"]

    def test_the_record_names_all_that_are_in_use(self):
        assert extractor_tool(PDF).details["tesseract"] == "9.9.9 (eng, rus)"


class TestTable:
    def test_lines_are_gathered_by_their_places(self):
        rows = [
            (5, 1, 1, 1, 1, 1, 100, 100, 700, 40, 90, "The quay was closed"),
            (5, 1, 1, 1, 2, 1, 100, 150, 690, 44, 80, "on Sunday morning by"),
            (5, 1, 1, 2, 1, 1, 100, 200, 200, 40, 70, "the office."),
            (5, 1, 2, 1, 1, 1, 100, 900, 300, 40, 30, "~=%"),
        ]
        head = "level\tpage_num\tblock_num"
        table = "\n".join([head, *("\t".join(map(str, row)) for row in rows), ""])
        first, second = blocks_of(table)
        assert first.paragraphs == ("The quay was closed\non Sunday morning by\nthe office.",)
        assert 80 < first.confidence < 83
        assert (second.paragraphs, second.letters) == (("~=%",), 0)

    @given(st.text(alphabet="5\t\n0123456789.-enaif", max_size=300))
    def test_no_table_makes_it_raise(self, table):
        assert all(0 <= block.confidence <= 100 for block in blocks_of(table))

"""What is examined once is not examined again, unless there is more to be had from it."""

from __future__ import annotations

import os
import shutil

import pytest
from PIL import Image, ImageDraw, ImageFont

from firsthand.evidence.entries import Purpose
from firsthand.operations.examine import due_exhibits
from firsthand.operations.status import status


@pytest.fixture
def scanned(tmp_path):
    page = Image.new("L", (1000, 400), 255)
    line = "“The quay is closed,” said harbour master Lena Orlik."
    ImageDraw.Draw(page).text((60, 150), line, font=ImageFont.load_default(size=32), fill=0)
    page.save(tmp_path / "minutes.pdf", "PDF", resolution=120)
    return tmp_path / "minutes.pdf"


def test_a_scan_is_due_again_once_tesseract_is_there(case, added, scanned, monkeypatch, tmp_path):
    programs = os.environ["PATH"]
    if shutil.which("tesseract") is None:
        reason = "needs tesseract: apt-get install tesseract-ocr"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    monkeypatch.setenv("PATH", str(tmp_path))
    added(scanned)
    assert [failure.failure.code for failure in status(case).failures] == ["no-text"]
    assert due_exhibits(case) == ()

    monkeypatch.setenv("PATH", programs)
    assert due_exhibits(case) == ("E-0001",)
    added()
    assert status(case).failures == ()
    assert [line.statement.source.name for line in case.catalogue.statements()] == ["Lena Orlik"]
    assert due_exhibits(case) == ()

    # Whoever goes on without the program keeps what was had with it.
    monkeypatch.setenv("PATH", str(tmp_path))
    assert due_exhibits(case) == ()
    assert added().examined.runs == 0


def test_a_text_that_was_read_is_not_read_again_for_a_new_extraction_with_the_same_words(
    case, added, tmp_path, monkeypatch
):
    page = tmp_path / "report.txt"
    page.write_text("“The quay is closed,” said harbour master Lena Orlik.\n")
    added(page)
    (exhibit,) = case.catalogue.exhibits()
    monkeypatch.setattr("firsthand.reading.extraction.__version__", "99.0")
    added()
    purposes = [run.purpose for run in case.catalogue.runs(exhibit.exhibit.digest)]
    assert sorted(purposes) == [Purpose.EXTRACT_TEXT, Purpose.EXTRACT_TEXT, Purpose.READ]
